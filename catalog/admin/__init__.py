"""The curator's side of the catalog."""

from catalog.admin import crawling, festivals, matches, merges, missed, offers, records, titles

__all__ = ["crawling", "festivals", "matches", "merges", "missed", "offers", "records", "titles"]
