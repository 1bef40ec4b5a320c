"""Finding reviews by their words, with the keys and engines of the catalog's search."""
