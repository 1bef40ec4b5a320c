"""Files of other services read into rows: pure, no database."""
