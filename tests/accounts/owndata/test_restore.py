"""Export, another member, import: the export is the same again."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.exceptions import ArchiveRefusedError
from accounts.models import Follow, User
from accounts.owndata import reader
from accounts.owndata.registry import Tally, sections
from accounts.services.owndata import restore_account
from catalog.models import Title, TitleStats
from ratings.models import DiaryEntry, Rating, Review
from ratings.services.rating import rate_title
from ratings.services.rebuild import rebuild_stats
from tests.accounts.owndata.test_export import export, rows
from tests.factories import make_title

RESTORED = [section.name for section in sections() if section.restores]


def packed(user: User) -> bytes:
    """A member's export as bytes."""
    archive = export(user)
    data: bytes = archive.fp.getvalue()  # type: ignore[union-attr]
    return data


def restore(user: User, data: bytes) -> dict[str, Tally]:
    """Read an upload."""
    return restore_account(user=user, upload=SimpleUploadedFile("export.zip", data))


def forged(**files: Any) -> bytes:
    """An archive with rows of one's own making; a str is written as it is."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", json.dumps({"format": "marquee-export", "version": 1}))
        for name, content in files.items():
            text = content if isinstance(content, str) else "\n".join(json.dumps(row) for row in content)
            archive.writestr(f"{name.replace('_', '-')}.jsonl", text)
    return data.getvalue()


def test_export_of_a_full_life_comes_back_the_same(full: User, other_member: User) -> None:
    before = export(full)
    tallies = restore(other_member, packed(full))
    after = export(other_member)

    assert {name: rows(after, name) for name in RESTORED} == {name: rows(before, name) for name in RESTORED}
    assert {name: (tally.unmatched, tally.refused) for name, tally in tallies.items()} == dict.fromkeys(
        RESTORED, (0, 0)
    )
    assert min(tally.restored for tally in tallies.values()) > 0
    for name in ("letterboxd-1.csv", "letterboxd-watchlist-1.csv"):
        assert after.read(name) == before.read(name)


def test_same_file_twice_changes_nothing(full: User, other_member: User) -> None:
    data = packed(full)
    restore(other_member, data)
    once = export(other_member)
    tallies = restore(other_member, data)
    twice = export(other_member)

    assert {name: tally.restored for name, tally in tallies.items()} == dict.fromkeys(RESTORED, 0)
    assert {name: rows(twice, name) for name in RESTORED} == {name: rows(once, name) for name in RESTORED}


def test_own_file_into_own_account_changes_nothing(full: User) -> None:
    before = export(full)
    tallies = restore(full, packed(full))

    assert {name: tally.restored for name, tally in tallies.items()} == dict.fromkeys(RESTORED, 0)
    assert {name: rows(export(full), name) for name in RESTORED} == {name: rows(before, name) for name in RESTORED}


def test_sums_follow_what_is_restored(full: User, other_member: User) -> None:
    restore(other_member, packed(full))
    kept = list(TitleStats.objects.order_by("pk").values_list("rating_count", "rating_total", "review_count",
                                                              "watchlist_count", "favorite_count"))  # fmt: skip
    rebuild_stats()

    assert list(TitleStats.objects.order_by("pk").values_list("rating_count", "rating_total", "review_count",
                                                              "watchlist_count", "favorite_count")) == kept  # fmt: skip


def test_what_is_here_stays_as_it_is(full: User, other_member: User, titles: list[Title]) -> None:
    rate_title(member=other_member, title_id=titles[0].pk, value=0.5)
    restore(other_member, packed(full))

    assert Rating.objects.get(user=other_member, title=titles[0]).value == 0.5


def test_titles_that_are_not_here_are_named(member: User) -> None:
    ref = {"name": "Nowhere", "year": 1999, "kind": "movie", "ids": {"imdb": "tt9"}}
    day = "2020-01-01T00:00:00+00:00"
    tally = restore(member, forged(ratings=[{"title": ref, "rating": 3, "created_at": day, "updated_at": day}]))

    assert tally["ratings"] == Tally(unmatched=1, names=["Nowhere"])


def test_title_without_ids_is_found_by_name_year_and_kind_alone(member: User) -> None:
    title = make_title("Eega", year=2012)
    make_title("Eega", year=2013)
    day = "2020-01-01T00:00:00+00:00"
    ref = {"name": "Eega", "year": 2012, "kind": "movie", "ids": {}}
    restore(member, forged(ratings=[{"title": ref, "rating": 3, "created_at": day, "updated_at": day}]))

    assert list(Rating.objects.filter(user=member).values_list("title_id", "value")) == [(title.pk, 3)]


BAD_VALUES = [None, True, -1, 7.5, "", "x", "\x00", "\ud800", [], {}, [None], {"ids": 3}, 10**30, "9" * 400, 1e308]


@pytest.mark.parametrize("section", RESTORED)
def test_rows_with_anything_in_them_are_refused_and_break_nothing(section: str, full: User, other_member: User) -> None:
    sound = rows(export(full), section)[0]
    broken = [sound | {field: value} for field in sound for value in BAD_VALUES]
    broken += [{key: value for key, value in sound.items() if key != field} for field in sound]
    tally = restore(other_member, forged(**{section.replace("-", "_"): [*broken, {}, {"title": 1}]}))[section]

    assert tally.restored + tally.already + tally.unmatched + tally.refused >= len(broken)
    export(other_member)


def test_moments_to_come_are_now(member: User, titles: list[Title]) -> None:
    ref = {"ids": {"imdb": "tt0000001"}}
    day = "2999-01-01T00:00:00+00:00"
    restore(member, forged(ratings=[{"title": ref, "rating": 3, "created_at": day, "updated_at": day}]))

    assert Rating.objects.get(user=member).created_at.year < 2999


def test_private_members_are_not_followed_by_a_file(member: User, other_member: User) -> None:
    other_member.profile.is_private = True
    other_member.profile.save()
    tally = restore(member, forged(following=[{"username": "arjun", "since": "2020-01-01T00:00:00+00:00"}]))

    assert tally["following"] == Tally(unmatched=1, names=["@arjun"])
    assert not Follow.objects.exists()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "This is no ZIP archive, or a damaged one."),
        (b"PK\x03\x04 and no more", "This is no ZIP archive, or a damaged one."),
        (b"PK\x01\x02" * 600, "There are too many files in it."),
        (forged(ratings="not json"), "ratings.jsonl is damaged."),
        (forged(ratings="[1]"), "ratings.jsonl is damaged."),
        (forged(ratings="[" * 100_000), "ratings.jsonl is damaged."),
    ],
)
def test_what_is_no_export_is_refused(member: User, data: bytes, message: str) -> None:
    with pytest.raises(ArchiveRefusedError) as caught:
        restore(member, data)

    assert caught.value.errors == {"file": [message]}


def test_archive_of_another_kind_or_version_is_refused(member: User) -> None:
    for manifest, message in (
        ({"format": "other", "version": 1}, "This is no export of this site."),
        ({"format": "marquee-export", "version": 2}, "This export is of another version of the site."),
    ):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            archive.writestr("manifest.json", json.dumps(manifest))
        with pytest.raises(ArchiveRefusedError) as caught:
            restore(member, data.getvalue())
        assert caught.value.errors == {"file": [message]}


def test_row_that_unpacks_to_megabytes_is_refused(member: User) -> None:
    bomb = forged(ratings='{"a": "' + " " * (reader.MOST_LINE + 10) + '"}')

    assert len(bomb) < 10_000
    with pytest.raises(ArchiveRefusedError) as caught:
        restore(member, bomb)
    assert caught.value.errors == {"file": ["ratings.jsonl is too large."]}


def test_reviews_and_viewings_keep_their_words_and_days(full: User, other_member: User) -> None:
    restore(other_member, packed(full))

    review = Review.objects.get(user=other_member)
    assert review.text == "canary review, with = and <b>"
    assert list(
        DiaryEntry.objects.filter(user=other_member).order_by("watched_on").values_list("watched_on__year", "review_id")
    ) == [(2025, review.pk), (2025, None)]
