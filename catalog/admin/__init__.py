"""The curator's side of the catalog."""

from catalog.admin import matches, merges, records, titles

__all__ = ["matches", "merges", "records", "titles"]
