"""Pages of the matchups."""
