"""From scores to a list worth looking at: filters, variety, proportions."""
