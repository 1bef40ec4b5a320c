"""Ratings, reviews, shelves, lists, the diary and what is imported."""

from ratings.models.anonymous import AnonymousRating
from ratings.models.diary import DiaryEntry
from ratings.models.imports import ImportItem, ImportJob, ImportPart
from ratings.models.lists import ListEntry, ListMember, SavedTitle, TitleList
from ratings.models.ranking import RankedTitle, Ranking, RankingAnswer, RankingConversion
from ratings.models.rating import Rating
from ratings.models.review import Review, ReviewLike
from ratings.models.review_search import ReviewDocument

__all__ = [
    "AnonymousRating",
    "DiaryEntry",
    "ImportItem",
    "ImportJob",
    "ImportPart",
    "ListEntry",
    "ListMember",
    "RankedTitle",
    "Ranking",
    "RankingAnswer",
    "RankingConversion",
    "Rating",
    "Review",
    "ReviewDocument",
    "ReviewLike",
    "SavedTitle",
    "TitleList",
]
