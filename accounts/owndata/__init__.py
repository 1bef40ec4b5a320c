"""A member's own data: what there is, as a file, back from a file, gone, or moved to another account of theirs."""
