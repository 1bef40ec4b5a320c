"""Letterboxd's export in its layouts."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ratings.importers.registry import Problems, detect, read
from ratings.importers.rows import ImportedRow, RowKind, Source
from ratings.importers.upload import open_upload
from tests.ratings.importers.exports import (
    BOXD,
    FILM_COLUMNS,
    letterboxd_files,
    letterboxd_zip,
    old_letterboxd_zip,
    zipped,
)


def read_all(name: str, data: bytes) -> tuple[list[ImportedRow], Problems]:
    upload, problems = open_upload(name, data), Problems([])
    assert detect(upload) is Source.LETTERBOXD
    return list(read(upload, problems)), problems


def of(rows: list[ImportedRow], kind: RowKind) -> list[ImportedRow]:
    return [row for row in rows if row.kind is kind]


def test_the_whole_archive() -> None:
    rows, problems = read_all("letterboxd.zip", letterboxd_zip())

    assert [(row.name, row.rating) for row in of(rows, RowKind.RATING)] == [("Eega", 5.0), ("Roja", 3.5)]
    assert [(row.name, row.watched_on, row.rewatch, row.tags) for row in of(rows, RowKind.VIEWING)] == [
        ("Eega", date(2020, 1, 1), False, ()),
        ("Eega", date(2021, 5, 1), True, ("cinema", "with amma")),
        ("Roja", None, False, ()),
        ("Kaala", None, False, ()),
    ]
    assert [row.name for row in of(rows, RowKind.WATCHLIST)] == ["Magadheera"]
    assert [row.name for row in of(rows, RowKind.LIKE)] == ["Roja"]
    assert [(row.file, row.line, row.reason) for row in problems.shown] == [
        ("ratings.csv", 4, "'seven' is no rating."),
        ("profile.csv", 2, f"The favourite {BOXD}/gone stands in no other table."),
    ]


def test_what_was_deleted_or_orphaned_stays_out() -> None:
    rows, _ = read_all("letterboxd.zip", letterboxd_zip())

    assert {row.name for row in rows if row.name} == {"Eega", "Roja", "Kaala", "Magadheera"}


def test_favourites_are_told_by_the_tables_in_which_their_addresses_recur() -> None:
    rows, _ = read_all("letterboxd.zip", letterboxd_zip())

    assert [(row.position, row.name, row.year) for row in of(rows, RowKind.FAVORITE)] == [
        (1, "Eega", 2012), (2, "Roja", 1992), (3, "Kaala", 2018),
    ]  # fmt: skip


def test_reviews_lose_their_markup_and_keep_their_words() -> None:
    rows, _ = read_all("letterboxd.zip", letterboxd_zip())

    assert [(row.review, row.watched_on) for row in of(rows, RowKind.REVIEW)] == [
        ("A fly & its revenge.\n\nI <3 it,\nstill.", date(2021, 5, 1))
    ]


def test_a_list_of_the_seventh_layout_keeps_name_words_order_and_notes() -> None:
    rows, _ = read_all("letterboxd.zip", letterboxd_zip())

    (made,) = of(rows, RowKind.LIST)
    assert (made.list_name, made.list_description, made.tags) == (
        "Rain, mostly", "Wet films,\nover two lines.", ("monsoon",)
    )  # fmt: skip
    assert [(row.list_name, row.position, row.name, row.note) for row in of(rows, RowKind.LIST_ENTRY)] == [
        ("Rain, mostly", 1, "Roja", ""),
        ("Rain, mostly", 2, "Kaala", "Bombay rain"),
    ]


def test_the_old_layout_in_a_folder_with_crlf_and_a_mark() -> None:
    rows, problems = read_all("letterboxd-meera-2014.zip", old_letterboxd_zip())

    assert [(row.kind, row.name, row.rating, row.list_name) for row in rows] == [
        (RowKind.VIEWING, "Eega", 4.0, ""),
        (RowKind.RATING, "Eega", 4.0, ""),
        (RowKind.LIST, "", None, "my best"),
        (RowKind.LIST_ENTRY, "Eega", None, "my best"),
        (RowKind.LIST_ENTRY, "Roja", None, "my best"),
    ]
    assert problems == Problems([])


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("ratings.csv", [RowKind.RATING, RowKind.RATING]),
        ("watched.csv", [RowKind.VIEWING] * 3),
        ("watchlist.csv", [RowKind.WATCHLIST]),
        ("likes/films.csv", [RowKind.LIKE]),
        ("lists/rains.csv", [RowKind.LIST, RowKind.LIST_ENTRY, RowKind.LIST_ENTRY]),
        ("diary.csv", [RowKind.VIEWING, RowKind.VIEWING, RowKind.RATING]),
        ("reviews.csv", [RowKind.VIEWING, RowKind.REVIEW, RowKind.RATING]),
    ],
)
def test_a_single_table_is_told_by_its_columns_and_name(name: str, kinds: list[RowKind]) -> None:
    rows, _ = read_all(name.rpartition("/")[2], letterboxd_files()[name].encode())

    assert [row.kind for row in rows] == kinds


def test_the_latest_rating_of_a_diary_is_the_rating_of_the_film() -> None:
    rows, _ = read_all("diary.csv", letterboxd_files()["diary.csv"].encode())

    assert [(row.name, row.rating) for row in of(rows, RowKind.RATING)] == [("Eega", 5.0)]


def test_the_same_statement_has_the_same_key_in_every_table() -> None:
    whole, _ = read_all("letterboxd.zip", letterboxd_zip())
    diary, _ = read_all("diary.csv", letterboxd_files()["diary.csv"].encode())
    reviews, _ = read_all("reviews.csv", letterboxd_files()["reviews.csv"].encode())
    keys = {row.source_key for row in whole}

    assert {row.source_key for row in diary + reviews} <= keys
    assert len(keys) == len(whole)


def test_two_viewings_on_one_day_without_addresses_are_two() -> None:
    table = "Date,Name,Year,Letterboxd URI,Watched Date\n2020-01-02,Eega,2012,,2020-01-01\n" * 1
    rows, _ = read_all("diary.csv", (table + "2020-01-02,Eega,2012,,2020-01-01\n").encode())

    assert len({row.source_key for row in of(rows, RowKind.VIEWING)}) == 2


def test_lines_keep_their_order_within_a_day() -> None:
    table = f"{FILM_COLUMNS},Rating\n2020-01-02,Eega,2012,{BOXD}/a,5\n2020-01-02,Roja,1992,{BOXD}/b,4\n"
    rows, _ = read_all("ratings.csv", table.encode())

    assert [row.created for row in rows] == [
        datetime(2020, 1, 2, 0, 0, 2, tzinfo=UTC), datetime(2020, 1, 2, 0, 0, 3, tzinfo=UTC),
    ]  # fmt: skip


def test_another_delimiter_and_encoding_are_read() -> None:
    table = f"{FILM_COLUMNS},Rating\n2020-01-02,Amélie,2001,{BOXD}/a,5\n".replace(",", ";")

    assert [read_all("ratings.csv", table.encode(code))[0][0].name for code in ("utf-8", "utf-16", "latin-1")] == [
        "Amélie", "Amélie", "Amélie",
    ]  # fmt: skip


def test_a_row_survives_being_kept_as_json() -> None:
    rows, _ = read_all("letterboxd.zip", letterboxd_zip())

    assert [ImportedRow.from_dict(row.as_dict()) for row in rows] == rows


def test_an_archive_of_other_things_is_nobodys() -> None:
    upload = open_upload("photos.zip", zipped({"profile.csv": "a,b\n1,2\n", "ratings.csv": "a,b\n1,2\n"}))

    with pytest.raises(Exception, match="no export of Letterboxd"):
        detect(upload)
