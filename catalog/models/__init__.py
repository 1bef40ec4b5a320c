"""Titles, the people who made them, and the words they are found by."""

from catalog.models.crawl import CrawlJob, IndexRun, SkippedItem, SyncRun
from catalog.models.festival import Festival, FestivalDate
from catalog.models.media import Image, Trailer
from catalog.models.merging import TitleMatch, TitleMerge
from catalog.models.missed import MissedSearch
from catalog.models.offer import Offer, Platform, PlatformAlias
from catalog.models.person import Credit, Person
from catalog.models.search import PersonKey, SearchDocument, SearchWord
from catalog.models.search_history import SearchHistoryEntry
from catalog.models.source import ExternalId, ExternalRating, SourceRecord
from catalog.models.stats import RATING_BINS, TitleStats
from catalog.models.taxonomy import Country, Genre, Keyword
from catalog.models.title import Title, TitleName

__all__ = [
    "RATING_BINS",
    "Country",
    "CrawlJob",
    "Credit",
    "ExternalId",
    "ExternalRating",
    "Festival",
    "FestivalDate",
    "Genre",
    "Image",
    "IndexRun",
    "Keyword",
    "MissedSearch",
    "Offer",
    "Person",
    "PersonKey",
    "Platform",
    "PlatformAlias",
    "SearchDocument",
    "SearchHistoryEntry",
    "SearchWord",
    "SkippedItem",
    "SourceRecord",
    "SyncRun",
    "Title",
    "TitleMatch",
    "TitleMerge",
    "TitleName",
    "TitleStats",
    "Trailer",
]
