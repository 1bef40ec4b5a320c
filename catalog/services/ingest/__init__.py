"""Writing records into the catalog, in bulk and without writing what is there already."""
