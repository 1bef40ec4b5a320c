"""Diary, ratings, reviews and watchlist as Letterboxd imports them.

Source: https://letterboxd.com/about/importing-data/ (columns, at most 1 MB a file, UTF-8, HTML in reviews).
"""

from __future__ import annotations

import csv
import html
import io
import math
from collections.abc import Iterable, Iterator
from typing import Any

from accounts.models import User
from accounts.owndata.registry import ExtraFile
from accounts.owndata.tables import batches
from catalog.enums import Source
from catalog.owndata.titles import title_refs
from ratings.enums import SavedKind
from ratings.models import DiaryEntry, Rating, Review, SavedTitle

MOST_BYTES = 1_000_000
COLUMNS = ("tmdbID", "imdbID", "Title", "Year", "Rating", "WatchedDate", "Rewatch", "Tags", "Review")
WATCHLIST_COLUMNS = COLUMNS[:4]
Line = tuple[int, dict[str, Any]]


def half_stars(value: float | None) -> str:
    """The nearest half star, ties up; Letterboxd begins at one half, so what rounds to zero is nothing."""
    steps = 0 if value is None else math.floor(value * 2 + 0.5)
    return f"{steps / 2:g}" if steps else ""


def letterboxd_files(user: User) -> Iterator[ExtraFile]:
    """letterboxd-1.csv, letterboxd-2.csv, … and the same for the watchlist; none where there is nothing to say."""
    yield from _files("letterboxd", COLUMNS, _history(user))
    saved = SavedTitle.objects.filter(user=user, kind=SavedKind.WATCHLIST).order_by("position", "-pk")
    wanted: Iterator[Line] = ((pk, {}) for pk in saved.values_list("title_id", flat=True).iterator(chunk_size=2000))
    yield from _files("letterboxd-watchlist", WATCHLIST_COLUMNS, wanted)


def _history(user: User) -> Iterator[Line]:
    """Each viewing, and each rating or review of a title that stands in no diary.

    A viewing without stars of its own takes the rating of its title, which Letterboxd would otherwise not learn.
    """
    ratings = dict(Rating.objects.filter(user=user).values_list("title_id", "value"))
    reviews = dict(Review.objects.filter(user=user).values_list("title_id", "pk"))
    rows = DiaryEntry.objects.filter(user=user).order_by("watched_on", "pk")
    seen: set[int] = set()
    said: set[int] = set()
    columns = ("title_id", "watched_on", "is_rewatch", "tags", "rating", "review_id")
    for title_id, day, again, tags, rating, review_id in rows.values_list(*columns).iterator(chunk_size=2000):
        seen.add(title_id)
        if review_id:
            said.add(title_id)
        yield (
            title_id,
            {
                "Rating": half_stars(rating if rating is not None else ratings.get(title_id)),
                "WatchedDate": day.isoformat(),
                "Rewatch": "true" if again else "false",
                "Tags": ", ".join(tags),
                "Review": review_id,
            },
        )
    for title_id in sorted((ratings.keys() - seen) | (reviews.keys() - said)):
        yield title_id, {"Rating": half_stars(ratings.get(title_id)), "Review": reviews.get(title_id)}


def _files(name: str, columns: tuple[str, ...], lines: Iterable[Line]) -> Iterator[ExtraFile]:
    for number, text in enumerate(_split(columns, lines), start=1):
        yield f"{name}-{number}.csv", iter([text])


def _split(columns: tuple[str, ...], lines: Iterable[Line]) -> Iterator[bytes]:
    """Whole rows, below the limit, each file with a header."""
    header = _encoded(columns)
    parts, size = [header], len(header)
    for row in _rows(columns, lines):
        if size + len(row) > MOST_BYTES:
            yield b"".join(parts)
            parts, size = [header], len(header)
        parts.append(row)
        size += len(row)
    if len(parts) > 1:
        yield b"".join(parts)


def _rows(columns: tuple[str, ...], lines: Iterable[Line]) -> Iterator[bytes]:
    for batch in batches(lines):
        refs = title_refs(title_id for title_id, _ in batch)
        texts = dict(Review.objects.filter(pk__in=_review_ids(batch)).values_list("pk", "text"))
        for title_id, line in batch:
            ref = refs[title_id]
            review = html.escape(texts.get(line.get("Review") or 0, ""), quote=False)
            cells = line | {
                "tmdbID": ref["ids"].get(Source.TMDB_MOVIE, ""),
                "imdbID": ref["ids"].get(Source.IMDB, ""),
                "Title": ref["name"],
                "Year": ref["year"] or "",
                "Review": review,
            }
            yield _encoded(cells.get(column, "") for column in columns)


def _review_ids(batch: list[Line]) -> set[int]:
    return {line["Review"] for _, line in batch if line.get("Review")}


def _encoded(cells: Iterable[Any]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode()
