"""What an export holds, and what it never does."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Any

from accounts.models import User
from accounts.owndata.cells import defused, flat, restored
from accounts.owndata.registry import counts_of, sections
from accounts.services.owndata import export_account
from accounts.services.security import NOWHERE
from catalog.models import Title
from ratings.owndata import letterboxd
from ratings.services.diary import log_viewing
from ratings.services.rating import rate_title
from ratings.services.reviews import write_review
from tests.accounts.owndata.lives import SECRETS

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def export(user: User) -> zipfile.ZipFile:
    """The member's export, open."""
    with export_account(user=user, site="test.example", origin=NOWHERE, now=NOW) as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def rows(archive: zipfile.ZipFile, name: str) -> list[dict[str, Any]]:
    """A section's rows."""
    return [json.loads(line) for line in archive.read(f"{name}.jsonl").splitlines()]


def table(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    """A section as a spreadsheet has it."""
    return list(csv.DictReader(io.StringIO(archive.read(f"{name}.csv").decode("utf-8-sig"), newline="")))


def test_export_has_each_section_twice_and_says_how_much(full: User) -> None:
    counts = counts_of(full)
    archive = export(full)
    manifest = json.loads(archive.read("manifest.json"))
    names = [section.name for section in sections()]

    assert set(archive.namelist()) == {
        *(f"{name}.{kind}" for name in names for kind in ("jsonl", "csv")),
        "manifest.json", "README.txt", "avatar.webp", "letterboxd-1.csv", "letterboxd-watchlist-1.csv",
    }  # fmt: skip
    assert {key: manifest[key] for key in ("format", "version", "site", "made_at", "username")} == {
        "format": "marquee-export", "version": 1, "site": "test.example", "made_at": NOW.isoformat(),
        "username": full.username,
    }  # fmt: skip
    plural = {"second-factors": 2, "logins": 2, "shared-lists": 2}  # beside their main table
    assert manifest["counts"] == counts | plural
    assert {name: len(rows(archive, name)) for name in names} == manifest["counts"]
    assert {name: len(table(archive, name)) for name in names} == manifest["counts"]


def test_export_holds_every_word_of_the_member(full: User) -> None:
    archive = export(full)
    said = {name: archive.read(f"{name}.jsonl").decode() for name in (section.name for section in sections())}

    for name, words in {
        "account": "canary first", "profile": "canary bio", "searches": "canary search", "reviews": "canary review",
        "diary": "canary place", "lists": "canary note", "top-fours": "canary four", "imports": "canary.csv",
        "import-lines": "canary line", "notifications": "canary told", "api-tokens": "canary token",
        "passkeys": "canary passkey", "security-events": "canary event", "logins": "canary agent",
    }.items():  # fmt: skip
        assert words in said[name], name
    assert "meera@example.org" in said["account"]
    assert rows(archive, "following")[0]["username"] == "friend"


def test_export_holds_no_secret(full: User) -> None:
    archive = export(full)
    everything = b"\n".join(archive.read(name) for name in archive.namelist()).lower()

    assert [secret for secret in SECRETS if f"canary-{secret}".encode() in everything] == []


def test_titles_are_named_so_that_another_site_finds_them(member: User, titles: list[Title]) -> None:
    rate_title(member=member, title_id=titles[2].pk, value=4.5, now=NOW)
    archive = export(member)

    assert rows(archive, "ratings") == [
        {
            "title": {
                "name": "Film 2", "year": 2002, "kind": "movie", "ids": {"imdb": "tt0000002", "tmdb_movie": "102"},
            },
            "rating": 4.5,
            "created_at": NOW.isoformat(),
            "updated_at": NOW.isoformat(),
        }
    ]  # fmt: skip
    assert table(archive, "ratings")[0]["title.ids.imdb"] == "tt0000002"


def test_text_that_a_spreadsheet_would_run_is_defused_and_comes_back() -> None:
    for text in ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "'=1", "''@x", "'quoted'", "plain", ""):
        assert restored(defused(text)) == text
        assert not defused(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert defused("plain 1+1") == "plain 1+1"
    assert flat({"a": {"b": -1, "c": "-1"}, "d": [1], "e": None, "f": True}) == {
        "a.b": "-1", "a.c": "'-1", "d": "[1]", "e": "", "f": "true",
    }  # fmt: skip


def test_letterboxd_file_is_in_its_own_format(member: User, titles: list[Title]) -> None:
    rate_title(member=member, title_id=titles[1].pk, value=3.3)
    review = write_review(member=member, title_id=titles[2].pk, text='Said "so" & <more>,\nand more')
    day = datetime(2025, 1, 2, tzinfo=UTC).date()
    log_viewing(
        member=member, title_id=titles[2].pk, watched_on=day, is_rewatch=True, tags=["a", "b"], review_id=review.pk
    )
    text = export(member).read("letterboxd-1.csv").decode()

    assert text.splitlines()[0] == "tmdbID,imdbID,Title,Year,Rating,WatchedDate,Rewatch,Tags,Review"
    assert [tuple(row.values()) for row in csv.DictReader(io.StringIO(text, newline=""))] == [
        ("102", "tt0000002", "Film 2", "2002", "", "2025-01-02", "true", "a, b",
         'Said "so" &amp; &lt;more&gt;,\nand more'),
        ("101", "tt0000001", "Film 1", "2001", "3.5", "", "", "", ""),
    ]  # fmt: skip


def test_letterboxd_stars_begin_at_one_half() -> None:
    assert [letterboxd.half_stars(value) for value in (None, 0, 0.2, 0.25, 4.74, 5)] == ["", "", "", "0.5", "4.5", "5"]


def test_letterboxd_files_are_split_between_rows(member: User, titles: list[Title], monkeypatch: Any) -> None:
    monkeypatch.setattr(letterboxd, "MOST_BYTES", 150)
    for title in titles:
        rate_title(member=member, title_id=title.pk, value=3)
    files = [(path, b"".join(pieces)) for path, pieces in letterboxd.letterboxd_files(member)]

    assert [path for path, _ in files] == [f"letterboxd-{number}.csv" for number in range(1, len(files) + 1)]
    assert all(len(data) <= 150 and data.startswith(b"tmdbID,") for _, data in files)
    assert sum(data.count(b"\r\n") - 1 for _, data in files) == len(titles)
    assert len(files) > 1
