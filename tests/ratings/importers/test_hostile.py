"""Files that mean harm or are broken: refused with a sentence, in little time and memory."""

from __future__ import annotations

import gzip
import io
import json
import tracemalloc
import zipfile

import pytest

from ratings.importers import errors, registry, upload
from ratings.importers.registry import Problems, detect, read
from ratings.importers.upload import open_upload
from tests.ratings.importers.exports import BOXD, FILM_COLUMNS, MAL, letterboxd_files, zipped

RATINGS = f"{FILM_COLUMNS},Rating\n2020-01-02,Eega,2012,{BOXD}/a,5\n"


def refusal(name: str, data: bytes) -> tuple[type[Exception], str]:
    """What a file is refused with."""
    with pytest.raises(errors.UnreadableUploadError) as refused:
        opened = open_upload(name, data)
        detect(opened)
        list(read(opened, Problems([])))
    return refused.type, str(refused.value)


def locked_zip() -> bytes:
    """An archive whose member says that it is encrypted."""
    data = bytearray(zipped({"ratings.csv": RATINGS}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


def lying_zip() -> bytes:
    """An archive whose directory claims a hundredth of what is inside."""
    data = bytearray(zipped({"ratings.csv": b"0" * 40_000_000}))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (400_000).to_bytes(4, "little")
    return bytes(data)


OUTSIDE = "The archive names files outside itself."
NO_JSON = "a.json is not valid JSON."
ENTITIES = "The XML declares entities, which is not read here."
BILLION_LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>
<myanimelist><anime><series_title>&b;</series_title></anime></myanimelist>"""
FOREIGN_ENTITY = b"""<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<myanimelist><anime><series_title>&a;</series_title></anime></myanimelist>"""


@pytest.mark.parametrize(
    ("name", "data", "kind", "sentence"),
    [
        ("a.csv", b"", errors.DamagedUploadError, "The file is empty."),
        ("a.csv", b" \n", errors.DamagedUploadError, "The file is empty."),
        ("a.zip", zipped({"ratings.csv": RATINGS})[:60], errors.DamagedUploadError, "The archive is damaged."),
        ("a.zip", locked_zip(), errors.UnsafeArchiveError, "The archive is protected by a password."),
        ("a.zip", zipped({"../ratings.csv": RATINGS}), errors.UnsafeArchiveError, OUTSIDE),
        ("a.zip", zipped({"/etc/x.csv": RATINGS}), errors.UnsafeArchiveError, OUTSIDE),
        ("a.zip", zipped({"..\\x.csv": RATINGS}), errors.UnsafeArchiveError, OUTSIDE),
        ("a.zip", zipped({"ratings.csv": b"0" * 20_000_000}), errors.UnsafeArchiveError,
         "ratings.csv in the archive is packed too tightly to be what it says."),
        ("a.zip", lying_zip(), errors.DamagedUploadError, "The archive is damaged."),
        ("a.zip", zipped({f"{i}.csv": "" for i in range(4001)}), errors.UploadTooLargeError,
         "The archive holds more than 4000 files."),
        ("a.gz", gzip.compress(b"0" * 20_000_000), errors.UnsafeArchiveError,
         "The packed file is packed too tightly to be what it says."),
        ("a.gz", gzip.compress(MAL.encode())[:-20], errors.DamagedUploadError, "The packed file ends too early."),
        ("a.gz", b"\x1f\x8b\x08nonsense", errors.DamagedUploadError, "The packed file is damaged."),
        ("a.xml", BILLION_LAUGHS, errors.UnsafeArchiveError, ENTITIES),
        ("a.xml", FOREIGN_ENTITY, errors.UnsafeArchiveError, ENTITIES),
        ("a.xml", b"<myanimelist><anime>", errors.DamagedUploadError, "The XML is damaged."),
        ("a.json", b'[{"trakt": 1, "rated_at": ' + b"[" * 100_000, errors.DamagedUploadError, NO_JSON),
        ("a.json", b'[{"trakt":1,"plays":' + b"[" * 60 + b"]" * 60 + b"}]", errors.DamagedUploadError,
         "a.json is nested deeper than 40 levels."),
        ("a.json", b'[{"trakt": NaN, "plays": 1}]', errors.DamagedUploadError, NO_JSON),
        ("a.json", b'{"trakt":1,"plays":[' + b"[]," * 1_600_000 + b"[]]}", errors.UploadTooLargeError,
         "a.json holds more than anybody's history."),
        ("a.bin", bytes(range(256)) * 20, errors.UnknownFormatError, None),
        ("a.csv", b"one;two\n1;2\n", errors.UnknownFormatError, None),
        ("a.zip", zipped({"inner.zip": zipped({"ratings.csv": RATINGS})}), errors.UnknownFormatError, None),
        ("a.zip", zipped({}), errors.UnknownFormatError, None),
    ],
    ids=range(24),
)  # fmt: skip
def test_a_hostile_file_is_refused_with_a_sentence(
    name: str, data: bytes, kind: type[Exception], sentence: str | None
) -> None:
    found = refusal(name, data)

    expected = sentence or (
        "This is no export of Letterboxd, IMDb, Trakt, TMDB, MovieLens, MyAnimeList or Simkl that can be read here."
    )
    assert found == (kind, expected)


def test_what_many_files_unpack_to_is_bounded_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "MOST_TOTAL", 150)
    data = zipped({"ratings.csv": "0" * 100, "watched.csv": "0" * 100})

    assert refusal("a.zip", data)[0] is errors.UploadTooLargeError


def test_rows_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "MOST_ROWS", 2)
    data = (RATINGS + f"2020-01-02,Roja,1992,{BOXD}/b,5\n2020-01-02,Kaala,2018,{BOXD}/c,5\n").encode()

    assert refusal("ratings.csv", data) == (errors.UploadTooLargeError, "There are more than 2 rows in it.")


def test_a_bomb_costs_little_memory() -> None:
    data = zipped({"ratings.csv": b"0" * 300_000_000})

    tracemalloc.start()
    refusal("a.zip", data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 40_000_000


def test_an_unknown_way_of_packing_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("ratings.csv", RATINGS)

    assert refusal("a.zip", out.getvalue()) == (
        errors.UnsafeArchiveError, "The archive is packed in a way that is not read here.",
    )  # fmt: skip


def test_nested_archives_are_passed_over() -> None:
    opened = open_upload("a.zip", zipped({"inner.zip": b"PK", "ratings.csv": RATINGS}))

    assert [file.path for file in opened.files] == ["ratings.csv"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (f"2020-01-02,{'x' * 300_000},2012,{BOXD}/a,5\n", "The line is longer than 200000 characters."),
        (f"2020-01-02,Ee\x00ga,2012,{BOXD}/a,5\n", "There are NUL characters in it."),
        (f"2020-01-02,,2012,{BOXD}/a,5\n", "There is no title."),
        (f"2020-13-42,Eega,2012,{BOXD}/a,5\n", "'2020-13-42' is no date."),
        (f"0999-01-01,Eega,2012,{BOXD}/a,5\n", "'0999-01-01' is no date."),
        (f"2020-01-02,Eega,2012,{BOXD}/a,nan\n", "nan is not a rating out of 5."),
        (f"2020-01-02,Eega,2012,{BOXD}/a,1e999\n", "1e999 is not a rating out of 5."),
        (f"2020-01-02,Eega,2012,{BOXD}/a,5,more,cells\n", "7 cells in a table of 5 columns."),
        (f'2020-01-02,"{"x" * 140_000}",2012,{BOXD}/a,5\n', "The line is too long, or a quotation mark is missing."),
    ],
)
def test_a_bad_line_is_left_out_and_the_good_ones_stay(line: str, reason: str) -> None:
    filler = f"2020-01-02,Roja,1992,{BOXD}/b,4\n" * 200  # so that what tells the format apart is not the bad line
    problems = Problems([])

    rows = list(read(open_upload("ratings.csv", (RATINGS + filler + line + RATINGS.split("\n")[1]).encode()), problems))

    assert (len(rows), problems.faults) == (202, 1)
    assert [(item.line, item.reason) for item in problems.shown] == [(203, reason)]


def test_a_missing_quotation_mark_costs_a_bounded_stretch() -> None:
    lines = [f"2020-01-02,Roja,1992,{BOXD}/{number},4\n" for number in range(9000)]
    lines[10] = '2020-01-02,"Roja,1992,x,4\n'
    problems = Problems([])

    rows = list(read(open_upload("ratings.csv", (f"{FILM_COLUMNS},Rating\n" + "".join(lines)).encode()), problems))

    assert problems.faults == 1
    assert len(rows) > 5000


def test_a_broken_document_in_an_archive_leaves_the_others() -> None:
    good = [{"rated_at": "2020-01-02T10:00:00Z", "rating": 9, "type": "movie",
             "movie": {"title": "Eega", "year": 2012, "ids": {"trakt": 1}}}]  # fmt: skip
    problems = Problems([])
    data = zipped({"ratings.json": json.dumps(good), "history.json": '[{"trakt": 1, "watched_at": '})

    rows = list(read(open_upload("trakt.zip", data), problems))

    assert ([row.name for row in rows], problems.faults) == (["Eega"], 1)


def test_problems_are_counted_all_and_kept_in_part() -> None:
    bad = f"2020-01-02,Roja,1992,{BOXD}/b,none\n" * 500
    problems = Problems([])

    list(read(open_upload("ratings.csv", (RATINGS + bad).encode()), problems))

    assert (problems.faults, len(problems.shown)) == (500, 200)


def outcome(name: str, data: bytes) -> str:
    """How reading ends: well, or with a sentence; whatever else is raised fails the test."""
    try:
        list(read(open_upload(name, data), Problems([])))
    except errors.UnreadableUploadError as error:
        return str(error)[-1]
    return "."


def test_every_letterboxd_table_bears_being_cut_anywhere() -> None:
    ends = {
        outcome(name, text[:end].encode())
        for name, text in letterboxd_files().items()
        for end in range(1, len(text), 7)
    }

    assert ends == {"."}
