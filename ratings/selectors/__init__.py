"""Reads about ratings, reviews, shelves and lists."""

from ratings.selectors.lists import (
    ListSummary,
    find_list,
    list_cards,
    list_entries,
    lists_holding,
    lists_of,
    public_lists,
    summaries_of,
)
from ratings.selectors.ratings import (
    iter_ratings,
    latest_loved,
    own_ratings,
    rating_history,
    rating_of,
    ratings_by,
    title_histogram,
)
from ratings.selectors.reviews import liked_reviews, review_of, reviews
from ratings.selectors.shelves import own_shelves, saved_titles, shelves_of, with_shelves
from ratings.selectors.taste import Taste, taste_of

__all__ = [
    "ListSummary",
    "Taste",
    "find_list",
    "iter_ratings",
    "latest_loved",
    "liked_reviews",
    "list_cards",
    "list_entries",
    "lists_holding",
    "lists_of",
    "own_ratings",
    "own_shelves",
    "public_lists",
    "rating_history",
    "rating_of",
    "ratings_by",
    "review_of",
    "reviews",
    "saved_titles",
    "shelves_of",
    "summaries_of",
    "taste_of",
    "title_histogram",
    "with_shelves",
]
