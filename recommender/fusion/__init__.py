"""Several models as one: sums of comparable scores, rank fusion, and the model the site ships."""
