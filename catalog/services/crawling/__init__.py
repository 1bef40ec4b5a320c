"""The crawl queue: what is to be asked of providers, and the asking."""
