"""Which reviews hold some words: each database by its own index, others by LIKE."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import and_
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from catalog.search.folding import fold_words
from catalog.search.postgres import tsquery
from catalog.search.sqlite_fts import match_expression
from ratings.models import ReviewDocument
from ratings.models.review import MAX_LENGTH


def fold_review(text: str) -> str:
    """The folded words of a review with a blank on both sides of each; each once, as only their presence counts."""
    words = dict.fromkeys(fold_words(text, longest=MAX_LENGTH))
    return f" {' '.join(words)} " if words else ""


def matching(words: Sequence[str]) -> Any:
    """Something for `pk__in`: ids of reviews that hold all of the folded `words`; the last may be a beginning."""
    if connection.vendor == "sqlite":
        expression = match_expression([words], ("words",), last_is_prefix=True)
        return RawSQL("SELECT rowid FROM ratings_reviewsearch WHERE ratings_reviewsearch MATCH %s", [expression])
    if connection.vendor == "postgresql":
        expression = tsquery([words], ("names",), last_is_prefix=True)
        return RawSQL(
            "SELECT review_id FROM ratings_reviewdocument WHERE vector @@ to_tsquery('simple', %s)", [expression]
        )
    patterns = [*(f" {word} " for word in words[:-1]), f" {words[-1]}"]
    wanted = reduce(and_, (Q(words__contains=pattern) for pattern in patterns))
    return ReviewDocument.objects.filter(wanted).order_by().values("review_id")
