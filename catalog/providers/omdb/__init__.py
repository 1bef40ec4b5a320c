"""The Open Movie Database (OMDb): plots, and what other sites' publics think."""
