"""Pasts of members, one reader for one member and for all."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np

from ratings.models import Rating
from recommender.dataset.facts import code_number
from recommender.features.definitions import Past

CHUNK = 5000
COLUMNS = ("user_id", "value", "title__stats__score", "title__language", "title__runtime", "updated_at")


def iter_pasts(user_id: int | None = None) -> Iterator[tuple[int, Past]]:
    """Each member who rated anything with their past, by id; of `user_id` alone if given. One query."""
    rows = Rating.objects.order_by("user_id", "title_id")
    if user_id is not None:
        rows = rows.filter(user_id=user_id)
    for member, group in groupby(rows.values_list(*COLUMNS).iterator(chunk_size=CHUNK), key=itemgetter(0)):
        yield member, past_of(list(group))


def past_of(rows: list[tuple[Any, ...]]) -> Past:
    """From rows of COLUMNS."""
    return Past(
        ratings=np.array([row[1] for row in rows], dtype=np.float32),
        scores=np.array([np.nan if row[2] is None else row[2] for row in rows], dtype=np.float32),
        languages=np.array([code_number(row[3]) for row in rows], dtype=np.int64),
        runtimes=np.array([-1 if row[4] is None else row[4] for row in rows], dtype=np.int64),
        timestamps=np.array([int(row[5].timestamp()) for row in rows], dtype=np.int64),
    )
