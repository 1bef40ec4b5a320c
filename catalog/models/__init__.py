"""Titles, the people who made them, and the words they are found by."""

from catalog.models.media import Image, Trailer
from catalog.models.person import Credit, Person
from catalog.models.search import PersonKey, SearchDocument, SearchWord
from catalog.models.search_history import SearchHistoryEntry
from catalog.models.source import ExternalId
from catalog.models.stats import RATING_BINS, TitleStats
from catalog.models.taxonomy import Country, Genre, Keyword
from catalog.models.title import Title, TitleName

__all__ = [
    "RATING_BINS",
    "Country",
    "Credit",
    "ExternalId",
    "Genre",
    "Image",
    "Keyword",
    "Person",
    "PersonKey",
    "SearchDocument",
    "SearchHistoryEntry",
    "SearchWord",
    "Title",
    "TitleName",
    "TitleStats",
    "Trailer",
]
