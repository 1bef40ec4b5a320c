"""Views of the catalog API."""
