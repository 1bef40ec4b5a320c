"""Every other source: whose it is, and what it says."""

from __future__ import annotations

import gzip
import json
from datetime import date

import pytest

from ratings.importers.registry import Problems, detect, read
from ratings.importers.rows import ImportedRow, RowKind, Source
from ratings.importers.upload import open_upload
from tests.ratings.importers import exports

RATING, VIEWING, WATCHLIST = RowKind.RATING, RowKind.VIEWING, RowKind.WATCHLIST


def read_all(name: str, data: bytes) -> tuple[Source, list[ImportedRow], Problems]:
    upload, problems = open_upload(name, data), Problems([])
    return detect(upload), list(read(upload, problems)), problems


def said(rows: list[ImportedRow]) -> list[tuple[object, ...]]:
    return [(row.kind, row.name, row.year, row.imdb_id, row.rating) for row in rows]


def test_imdb_ratings_are_halved_and_episodes_passed_over() -> None:
    source, rows, problems = read_all("ratings.csv", exports.IMDB_RATINGS.encode())

    assert source is Source.IMDB
    assert said(rows) == [
        (RATING, "Eega", 2012, "tt2258337", 4.5),
        (RATING, "Breaking Bad", 2008, "tt0903747", 5.0),
    ]
    assert [row.tmdb_kind for row in rows] == ["", "tv"]
    assert (problems.faults, problems.skipped) == (1, 1)
    assert [item.reason for item in problems.shown] == [
        "There is no place for episodes here.", "11 is not a rating out of 10.",
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8", "utf-8-sig"])
def test_imdb_ratings_of_before_2017(encoding: str) -> None:
    source, rows, _ = read_all("ratings.csv", exports.OLD_IMDB_RATINGS.encode(encoding))

    assert (source, said(rows)) == (Source.IMDB, [(RATING, "Amélie", 2001, "tt0211915", 4.0)])
    assert rows[0].created is not None
    assert rows[0].created.date() == date(2013, 9, 10)


def test_a_rated_line_of_imdbs_watchlist_says_both() -> None:
    _, rows, _ = read_all("WATCHLIST.csv", exports.IMDB_WATCHLIST.encode())

    assert said(rows) == [
        (RATING, "Roja", 1992, "tt0104650", 4.0),
        (WATCHLIST, "Roja", 1992, "tt0104650", None),
        (WATCHLIST, "Eega", 2012, "tt2258337", None),
    ]


def test_another_list_of_imdb_is_a_list() -> None:
    _, rows, _ = read_all("list-of-rain.csv", exports.IMDB_WATCHLIST.encode())

    assert [(row.kind, row.list_name, row.position) for row in rows[1:]] == [
        (RowKind.LIST_ENTRY, "list-of-rain", 1), (RowKind.LIST_ENTRY, "list-of-rain", 2),
    ]  # fmt: skip


def test_trakts_archive() -> None:
    source, rows, problems = read_all("trakt.zip", exports.trakt_zip())

    assert source is Source.TRAKT
    assert [(row.kind, row.name, row.tmdb_id, row.tmdb_kind, row.rating, row.watched_on) for row in rows] == [
        (RATING, "Eega", "129443", "movie", 4.5, None),
        (RATING, "Dark", "70523", "tv", 3.5, None),
        (VIEWING, "Eega", "129443", "movie", None, date(2020, 1, 1)),
        (VIEWING, "Eega", "129443", "movie", None, date(2021, 6, 1)),
        (VIEWING, "Eega", "129443", "movie", None, date(2021, 6, 1)),
        (WATCHLIST, "Roja", "4011", "movie", None, None),
        (RowKind.LIKE, "Eega", "129443", "movie", None, None),
        (RowKind.LIST_ENTRY, "Roja", "4011", "movie", None, None),
    ]
    assert rows[-1].list_name == "Rainy days"
    assert rows[3].source_key == rows[4].source_key  # the last of the plays is one of the history
    assert problems.skipped == 1


def test_a_backup_of_trakt_in_one_document() -> None:
    source, rows, _ = read_all("trakt-backup.json", exports.trakt_backup())

    assert (source, [row.kind for row in rows]) == (Source.TRAKT, [RATING, VIEWING, VIEWING, WATCHLIST])


def test_a_review_on_trakt() -> None:
    entry = {"type": "movie", "movie": exports.EEGA, "comment": {"comment": "A fly.", "spoiler": True,
             "created_at": "2020-01-01T00:00:00Z"}, "listed_at": None}  # fmt: skip
    _, rows, _ = read_all("comments.json", json.dumps([entry]).encode())

    assert [(row.kind, row.review, row.spoilers) for row in rows] == [(RowKind.REVIEW, "A fly.", True)]


def test_tmdbs_ratings() -> None:
    source, rows, problems = read_all("ratings.csv", exports.TMDB_RATINGS.encode())

    assert source is Source.TMDB
    assert [(row.kind, row.tmdb_id, row.tmdb_kind, row.rating) for row in rows] == [
        (RATING, "129443", "movie", 3.5), (RATING, "1396", "tv", 5.0),
    ]  # fmt: skip
    assert (problems.faults, problems.skipped) == (0, 1)


@pytest.mark.parametrize(
    ("name", "kind"), [("watchlist.csv", WATCHLIST), ("favorites.csv", RowKind.LIKE), ("x.csv", WATCHLIST)]
)
def test_tmdbs_shelves_are_told_by_their_names(name: str, kind: RowKind) -> None:
    _, rows, _ = read_all(name, exports.TMDB_SHELF.encode())

    assert [row.kind for row in rows] == [kind]


def test_movielens_ratings() -> None:
    source, rows, problems = read_all("movielens-ratings.csv", exports.MOVIELENS.encode())

    assert source is Source.MOVIELENS
    assert said(rows) == [
        (RATING, "Eega", 2012, "tt2258337", 4.5),
        (RATING, "The Matrix", 1999, "tt0133093", 3.0),
    ]
    assert [row.movielens_id for row in rows] == ["98243", "2571"]
    assert [item.reason for item in problems.shown] == ["Not rated."]


@pytest.mark.parametrize("pack", [lambda data: data, gzip.compress])
def test_myanimelist(pack: object) -> None:
    source, rows, problems = read_all("animelist.xml.gz", pack(exports.MAL.encode()))  # type: ignore[operator]

    assert source is Source.MAL
    assert [(row.kind, row.name, row.mal_id, row.rating, row.watched_on, row.tags) for row in rows] == [
        (RATING, "Mononoke Hime", "164", 4.5, None, ()),
        (VIEWING, "Mononoke Hime", "164", 4.5, date(2015, 3, 1), ("forest", "gods")),
        (WATCHLIST, "Cowboy Bebop", "1", None, None, ()),
    ]
    assert [item.reason for item in problems.shown] == ["'none' is no id."]


def test_simkls_document() -> None:
    source, rows, problems = read_all("SimklBackup.json", exports.simkl_json())

    assert source is Source.SIMKL
    assert [(row.kind, row.name, row.rating, row.watched_on, row.mal_id) for row in rows] == [
        (RATING, "Eega", 4.5, None, ""),
        (VIEWING, "Eega", 4.5, date(2020, 1, 5), ""),
        (WATCHLIST, "Dark", None, None, ""),
        (RATING, "Mononoke Hime", 4.0, None, "164"),
        (VIEWING, "Mononoke Hime", 4.0, None, "164"),
    ]
    assert [item.reason for item in problems.shown] == ["There is no title."]


def test_simkls_table() -> None:
    source, rows, _ = read_all("SimklBackup.csv", exports.SIMKL_CSV.encode())

    assert (source, [(row.kind, row.imdb_id) for row in rows]) == (
        Source.SIMKL, [(RATING, "tt2258337"), (VIEWING, "tt2258337"), (WATCHLIST, "tt0104650")],
    )  # fmt: skip
