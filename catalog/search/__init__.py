"""Finding titles by words: one protocol, an engine per database, and one way to fold names of all scripts."""
