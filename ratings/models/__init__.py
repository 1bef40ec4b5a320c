"""Ratings, reviews, shelves and lists."""

from ratings.models.lists import ListEntry, SavedTitle, TitleList
from ratings.models.rating import Rating
from ratings.models.review import Review, ReviewLike

__all__ = ["ListEntry", "Rating", "Review", "ReviewLike", "SavedTitle", "TitleList"]
