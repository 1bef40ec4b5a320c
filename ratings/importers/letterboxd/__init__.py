"""Letterboxd's export: the whole ZIP, or single tables of it. Nothing is ever fetched from Letterboxd."""

from ratings.importers.letterboxd.reader import SOURCE, recognises, rows

__all__ = ["SOURCE", "recognises", "rows"]
