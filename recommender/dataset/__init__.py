"""Ratings as arrays: ids, histories, the user-by-item matrix, and what a rating weighs."""

from recommender.dataset.facts import About, TagKind, TitleFacts
from recommender.dataset.history import History
from recommender.dataset.idmap import IdMap
from recommender.dataset.interactions import Interactions
from recommender.dataset.types import BoolArray, FloatArray, IntArray
from recommender.dataset.votes import Votes
from recommender.dataset.weights import input_weights, rating_weights, recency_weights

__all__ = [
    "About",
    "BoolArray",
    "FloatArray",
    "History",
    "IdMap",
    "IntArray",
    "Interactions",
    "TagKind",
    "TitleFacts",
    "Votes",
    "input_weights",
    "rating_weights",
    "recency_weights",
]
