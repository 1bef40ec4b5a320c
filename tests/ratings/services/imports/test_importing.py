"""A whole import: read, matched, applied, repeated, undone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from catalog.enums import Source, TitleKind, TitleStatus
from catalog.models import ExternalId, Title, TitleName, TitleStats
from catalog.services.search_index import index_titles
from matchups.models import Top4Set
from moviesite.common.errors import DomainError
from moviesite.events.models import OutboxEvent
from moviesite.events.relay import relay_pending
from ratings.enums import ImportPolicy, ImportState, ItemState, SavedKind
from ratings.exceptions import ImportNotFoundError, ImportStateError, ImportTooLargeError
from ratings.importers.rows import ImportedRow, RowKind
from ratings.models import DiaryEntry, ImportJob, ImportPart, ListEntry, Rating, Review, SavedTitle, TitleList
from ratings.services.diary import log_viewing, update_viewing
from ratings.services.imports.applying import apply_import
from ratings.services.imports.fixing import choose_title, retry_unmatched
from ratings.services.imports.jobs import begin_apply, begin_undo, start_import
from ratings.services.imports.matching import Match, find_titles
from ratings.services.imports.reading import read_import
from ratings.services.imports.undoing import undo_import
from ratings.services.rating import rate_title
from ratings.services.rebuild import rebuild_stats
from ratings.services.reviews import update_review
from ratings.tasks import resume_imports
from tests.factories import make_title
from tests.ratings.importers.exports import IMDB_RATINGS, MOVIELENS, letterboxd_zip, old_letterboxd_zip, zipped

pytestmark = pytest.mark.django_db
MINE, THEIRS = ImportPolicy.MINE, ImportPolicy.THEIRS


@pytest.fixture
def films() -> dict[str, Title]:
    """The four films of the Letterboxd export, as search knows them."""
    made = {name: make_title(name, year=year) for name, year in (
        ("Eega", 2012), ("Roja", 1992), ("Kaala", 2018), ("Magadheera", 2009)
    )}  # fmt: skip
    index_titles(title_ids=[title.pk for title in made.values()])
    return made


def bring(member: User, data: bytes, name: str = "letterboxd.zip") -> ImportJob:
    """Upload and read."""
    job = start_import(member=member, name=name, chunks=[data])
    read_import(job_id=job.pk)
    job.refresh_from_db()
    return job


def write(job: ImportJob, policy: ImportPolicy = MINE) -> ImportJob:
    begin_apply(member=job.user, job_id=job.pk, policy=policy)
    apply_import(job_id=job.pk)
    job.refresh_from_db()
    return job


def take_back(job: ImportJob) -> ImportJob:
    begin_undo(member=job.user, job_id=job.pk)
    undo_import(job_id=job.pk)
    job.refresh_from_db()
    return job


def belongings(member: User) -> dict[str, Any]:
    """What a member has, without when it was written."""
    return {
        "ratings": sorted(Rating.objects.filter(user=member).values_list("title_id", "value")),
        "diary": sorted(DiaryEntry.objects.filter(user=member).values_list("title_id", "watched_on", "is_rewatch")),
        "shelves": sorted(SavedTitle.objects.filter(user=member).values_list("kind", "title_id")),
        "reviews": sorted(Review.objects.filter(user=member).values_list("title_id", "text")),
        "lists": sorted(TitleList.objects.filter(owner=member).values_list("name", "visibility")),
        "entries": sorted(ListEntry.objects.filter(list__owner=member).values_list("title_id", "position", "note")),
    }


NOTHING: dict[str, list[Any]] = {
    "ratings": [], "diary": [], "shelves": [], "reviews": [], "lists": [], "entries": [],
}  # fmt: skip


def sums() -> list[dict[str, Any]]:
    """The sums of all titles but the trend, which remembers that something happened."""
    return [{**row, "trend": 0} for row in TitleStats.objects.order_by("pk").values()]


# Reading and applying


def test_a_letterboxd_history_from_upload_to_report(member: User, films: dict[str, Title]) -> None:
    eega, roja, kaala, magadheera = (title.pk for title in films.values())

    job = bring(member, letterboxd_zip())
    waiting = (job.state, job.source, job.counts, job.left_out["faults"], job.parts.count())
    job = write(job)

    assert waiting == (
        ImportState.PREVIEW,
        "letterboxd",
        {
            "rating": {"matched": 2}, "viewing": {"matched": 4}, "watchlist": {"matched": 1},
            "like": {"matched": 1}, "favorite": {"matched": 3}, "review": {"matched": 1}, "list": {"matched": 1},
            "list_entry": {"matched": 2},
        },
        2,
        0,
    )  # fmt: skip
    assert belongings(member) == {
        "ratings": [(eega, 5.0), (roja, 3.5)],
        "diary": [(eega, date(2020, 1, 1), False), (eega, date(2021, 5, 1), True)],
        "shelves": [
            ("favorite", eega),
            ("favorite", roja),
            ("favorite", kaala),
            ("seen", kaala),
            ("watchlist", magadheera),
        ],
        "reviews": [(eega, "A fly & its revenge.\n\nI <3 it,\nstill.")],
        "lists": [("Rain, mostly", "private")],
        "entries": [(roja, 0, ""), (kaala, 1, "Bombay rain")],
    }
    assert (job.state, job.done, job.total) == (ImportState.DONE, 15, 15)
    assert job.counts["like"] == {"already": 1}


def test_what_was_said_keeps_its_time_and_its_company(member: User, films: dict[str, Title]) -> None:
    write(bring(member, letterboxd_zip()))

    rating = Rating.objects.get(title=films["Eega"])
    entry = DiaryEntry.objects.get(watched_on=date(2021, 5, 1))
    assert (rating.created_at.date(), rating.updated_at.date()) == (date(2020, 1, 2), date(2020, 1, 2))
    assert (entry.tags, entry.rating) == (["cinema", "with amma"], 5.0)
    assert entry.review == Review.objects.get()
    assert Review.objects.get().created_at.date() == date(2021, 5, 2)


def test_sums_are_what_a_rebuild_makes_of_the_rows(member: User, other_member: User, films: dict[str, Title]) -> None:
    rate_title(member=other_member, title_id=films["Eega"].pk, value=2)
    write(bring(member, letterboxd_zip()))
    kept = sums()

    rebuild_stats()

    assert kept == sums()


def test_events_are_bounded(member: User, films: dict[str, Title]) -> None:
    write(bring(member, letterboxd_zip()))

    told = OutboxEvent.objects.order_by("id").values_list("type", flat=True)
    assert list(told) == [
        "ratings_imported", "shelf_imported", "shelf_imported", "shelf_imported", "review_created",
        "list_written", "favorites_imported", "import_finished",
    ]  # fmt: skip


@pytest.mark.parametrize("again", [letterboxd_zip, old_letterboxd_zip])
def test_a_second_import_changes_nothing_that_is_there(member: User, films: dict[str, Title], again: Any) -> None:
    write(bring(member, letterboxd_zip()))
    before, summed = belongings(member), sums()

    second = write(bring(member, again()))

    after = belongings(member)
    new_diary = [] if again is letterboxd_zip else [(films["Eega"].pk, date(2013, 1, 1), False)]
    assert after["ratings"] == before["ratings"]
    assert after["diary"] == sorted(before["diary"] + new_diary)
    assert (after["shelves"], after["reviews"]) == (before["shelves"], before["reviews"])
    assert sums() == summed
    if again is letterboxd_zip:
        assert after == before
        assert {state for states in second.counts.values() for state in states} == {"already"}


@pytest.mark.parametrize(("policy", "value"), [(MINE, 1.0), (THEIRS, 5.0)])
def test_whose_rating_stays_is_the_members_choice(
    member: User, films: dict[str, Title], policy: ImportPolicy, value: float
) -> None:
    rate_title(member=member, title_id=films["Eega"].pk, value=1)

    write(bring(member, letterboxd_zip()), policy)

    assert Rating.objects.get(title=films["Eega"]).value == value


def test_a_file_without_matches_is_told(member: User) -> None:
    job = bring(member, MOVIELENS.encode(), "movielens-ratings.csv")

    assert job.counts == {"rating": {"unmatched": 2}}
    with pytest.raises(ImportStateError, match="nothing to write"):
        begin_apply(member=member, job_id=job.pk, policy=MINE)


def test_a_broken_file_ends_with_its_sentence(member: User) -> None:
    job = bring(member, zipped({"../ratings.csv": "x"}))

    assert (job.state, job.error) == (ImportState.FAILED, "The archive names files outside itself.")
    assert ImportPart.objects.count() == 0


def test_reading_again_starts_over(member: User, films: dict[str, Title]) -> None:
    job = start_import(member=member, name="letterboxd.zip", chunks=[letterboxd_zip()])
    read_import(job_id=job.pk)
    count = job.items.count()

    read_import(job_id=job.pk)  # delivered twice: it waits for the member, so nothing happens
    ImportJob.objects.filter(pk=job.pk).update(state=ImportState.MATCHING)
    ImportPart.objects.create(job=job, number=0, data=letterboxd_zip())
    read_import(job_id=job.pk)  # a worker died while reading

    assert job.items.count() == count


def test_uploads_are_bounded(member: User) -> None:
    with override_settings(IMPORT_MAX_BYTES=10), pytest.raises(ImportTooLargeError):
        start_import(member=member, name="a", chunks=[b"123456", b"789012"])
    with pytest.raises(DomainError):
        start_import(member=member, name="a", chunks=[])
    assert ImportJob.objects.count() == 0


def test_a_large_file_is_kept_in_parts(member: User) -> None:
    data = bytes(range(256)) * 5000

    job = start_import(member=member, name="C:\\home\\a\u202e.zip", chunks=[data])

    assert b"".join(bytes(part.data) for part in job.parts.order_by("number")) == data
    assert (job.parts.count(), job.file_name) == (3, "a.zip")


def test_one_import_at_a_time(member: User) -> None:
    start_import(member=member, name="a.zip", chunks=[b"1"])

    with pytest.raises(ImportStateError):
        start_import(member=member, name="b.zip", chunks=[b"2"])


# Undoing


def test_undoing_takes_back_exactly_what_was_written(member: User, films: dict[str, Title]) -> None:
    rate_title(member=member, title_id=films["Eega"].pk, value=1)
    rated_at = Rating.objects.get().updated_at
    before, summed = belongings(member), sums()

    job = take_back(write(bring(member, letterboxd_zip()), THEIRS))

    assert belongings(member) == before
    assert Rating.objects.get().updated_at == rated_at
    assert sums() == summed
    assert job.state == ImportState.UNDONE
    assert {state for states in job.counts.values() for state in states} == {"skipped", "already"}


def test_undoing_leaves_what_was_changed_since(member: User, films: dict[str, Title]) -> None:
    job = write(bring(member, letterboxd_zip()))
    entry = DiaryEntry.objects.get(watched_on=date(2020, 1, 1))
    rate_title(member=member, title_id=films["Eega"].pk, value=3)
    update_viewing(member=member, entry_id=entry.pk, place="Home")
    update_review(member=member, review_id=Review.objects.get().pk, text="Better words.")

    take_back(job)

    assert belongings(member) == {
        **NOTHING,
        "ratings": [(films["Eega"].pk, 3.0)],
        "diary": [(films["Eega"].pk, date(2020, 1, 1), False)],
        "reviews": [(films["Eega"].pk, "Better words.")],
    }
    left = job.items.filter(reason="Left: you have changed it since")
    assert sorted(left.values_list("kind", flat=True)) == ["rating", "review", "viewing"]


def test_undoing_leaves_a_list_that_has_more_on_it(member: User, films: dict[str, Title]) -> None:
    job = write(bring(member, letterboxd_zip()))
    made = TitleList.objects.get()
    ListEntry.objects.create(list=made, title=films["Magadheera"], position=9)

    take_back(job)

    assert list(made.entries.values_list("title_id", flat=True)) == [films["Magadheera"].pk]


def test_an_undone_import_can_be_made_again(member: User, films: dict[str, Title]) -> None:
    write(bring(member, letterboxd_zip()))
    once = belongings(member)
    take_back(ImportJob.objects.get())

    write(bring(member, letterboxd_zip()))

    assert belongings(member) == once


def test_only_at_its_point_and_by_its_owner(member: User, other_member: User, films: dict[str, Title]) -> None:
    job = bring(member, letterboxd_zip())

    with pytest.raises(ImportStateError):
        begin_undo(member=member, job_id=job.pk)
    for attempt in (begin_undo, lambda **key: begin_apply(policy=MINE, **key)):
        with pytest.raises(ImportNotFoundError):
            attempt(member=other_member, job_id=job.pk)


def test_what_a_worker_has_lost_is_taken_up(
    member: User, films: dict[str, Title], django_capture_on_commit_callbacks: Any
) -> None:
    job = start_import(member=member, name="letterboxd.zip", chunks=[letterboxd_zip()])
    ImportJob.objects.update(updated_at=datetime(2020, 1, 1, tzinfo=UTC))

    with django_capture_on_commit_callbacks(execute=True):
        resume_imports()

    job.refresh_from_db()
    assert job.state == ImportState.PREVIEW


# Favourites


def test_the_four_favourites_become_the_top_four_of_a_member_without_one(member: User, films: dict[str, Title]) -> None:
    extra = make_title("Nayakan", year=1987)
    index_titles(title_ids=[extra.pk])
    files = {"ratings.csv": "Date,Name,Year,Letterboxd URI,Rating\n"}
    for name, year in (("Eega", 2012), ("Roja", 1992), ("Kaala", 2018), ("Nayakan", 1987)):
        files["ratings.csv"] += f"2020-01-01,{name},{year},https://boxd.it/{name},4\n"
    links = ", ".join(f"https://boxd.it/{name}" for name in ("Nayakan", "Eega", "Kaala", "Roja"))
    files["profile.csv"] = f'Date Joined,Username,Favorite Films\n2020-01-01,m,"{links}"\n'

    write(bring(member, zipped(files)))
    relay_pending()
    write_again = bring(member, zipped(files))
    write(write_again)
    relay_pending()

    made = Top4Set.objects.get(owner=member)
    assert list(made.entries.order_by("position").values_list("title__title", flat=True)) == [
        "Nayakan", "Eega", "Kaala", "Roja",
    ]  # fmt: skip


# Fixing and growing


def test_two_films_of_one_name_and_year_are_asked_about(member: User, films: dict[str, Title]) -> None:
    twin = make_title("Eega", year=2012)
    index_titles(title_ids=[twin.pk])
    job = bring(member, letterboxd_zip())
    item = job.items.filter(state=ItemState.AMBIGUOUS, kind="rating").get()

    choose_title(member=member, job_id=job.pk, item_id=item.pk, title_id=twin.pk)
    write(job)

    assert sorted(item.candidates) == sorted([films["Eega"].pk, twin.pk])
    assert Rating.objects.get(value=5).title == twin
    assert DiaryEntry.objects.filter(title=twin).count() == 2  # chosen once, for every line about it


def test_a_line_can_be_left_out_and_taken_back_in(member: User, films: dict[str, Title]) -> None:
    job = bring(member, letterboxd_zip())
    item = job.items.get(kind="watchlist")

    choose_title(member=member, job_id=job.pk, item_id=item.pk, title_id=None)
    left_out = job.items.get(kind="watchlist").state
    choose_title(member=member, job_id=job.pk, item_id=item.pk, title_id=films["Roja"].pk)
    write(job)

    assert left_out == ItemState.SKIPPED
    assert SavedTitle.objects.get(kind=SavedKind.WATCHLIST).title == films["Roja"]


def test_what_is_written_cannot_be_fixed(member: User, films: dict[str, Title]) -> None:
    job = write(bring(member, letterboxd_zip()))

    with pytest.raises(ImportStateError):
        choose_title(member=member, job_id=job.pk, item_id=job.items.get(kind="watchlist").pk, title_id=None)


def test_titles_that_come_later_are_found(member: User) -> None:
    job = bring(member, IMDB_RATINGS.encode(), "ratings.csv")
    eega = make_title("Eega", year=2012)
    ExternalId.objects.create(title=eega, source=Source.IMDB, value="tt2258337")
    ImportJob.objects.update(state=ImportState.DONE)

    found = retry_unmatched()
    again = retry_unmatched()
    job.refresh_from_db()
    assert (found, again, job.found_later, job.counts) == (1, 0, 1, {"rating": {"matched": 1, "unmatched": 1}})
    write(job)
    assert Rating.objects.get().value == 4.5
    assert ImportJob.objects.get().found_later == 0


# Matching


def film(name: str, year: int | None = None, **ids: str) -> ImportedRow:
    return ImportedRow(RowKind.RATING, name=name, year=year, **ids)


def match(**fields: Any) -> Match:
    return find_titles({"it": film(**fields)})["it"]


@pytest.fixture
def catalog() -> Iterator[dict[str, Title]]:
    baahubali = make_title("Baahubali: The Beginning", year=2015)
    TitleName.objects.create(title=baahubali, name="బాహుబలి", language="te")
    made = {
        "baahubali": baahubali,
        "amelie": make_title("Amélie", year=2001),
        "dark": make_title("Dark", year=2017, kind=TitleKind.TV),
        "film": make_title("Dark", year=2017),
        "draft": make_title("Hidden", year=2000, status=TitleStatus.DRAFT),
    }
    for name, source, value in (
        ("amelie", Source.IMDB, "tt0211915"), ("amelie", Source.TMDB_MOVIE, "194"), ("dark", Source.TMDB_TV, "194"),
        ("draft", Source.IMDB, "tt0000001"),
    ):  # fmt: skip
        ExternalId.objects.create(title=made[name], source=source, value=value)
    index_titles(title_ids=[title.pk for title in made.values()])
    return made  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("fields", "expected", "score"),
    [
        ({"name": "Something else", "imdb_id": "tt0211915"}, "amelie", 1.0),
        ({"name": "x", "tmdb_id": "194", "tmdb_kind": "tv"}, "dark", 1.0),
        ({"name": "Amelie", "tmdb_id": "194"}, "amelie", 0.95),
        ({"name": "AMELIE", "year": 2001}, "amelie", 0.95),
        ({"name": "Amelie", "year": 2002}, "amelie", 0.85),
        ({"name": "Amelie", "year": 2000}, "amelie", 0.85),
        ({"name": "Amelie", "year": 2003}, None, 0.0),
        ({"name": "Amelie"}, "amelie", 0.8),
        ({"name": "Bahubali: The Beginning", "year": 2015}, "baahubali", 0.95),
        ({"name": "బాహుబలి", "year": 2015}, "baahubali", 0.95),
        ({"name": "Dark", "year": 2017, "tmdb_kind": "tv"}, "dark", 0.95),
        ({"name": "Dark", "year": 2017}, None, 0.5),
        ({"name": "Hidden", "year": 2000}, None, 0.0),
        ({"name": "x", "imdb_id": "tt0000001"}, None, 0.0),
        ({"name": "!!!", "year": 2000}, None, 0.0),
        ({"name": ""}, None, 0.0),
    ],
)
def test_what_a_line_means(
    catalog: dict[str, Title], fields: dict[str, Any], expected: str | None, score: float
) -> None:
    found = match(**fields)

    assert (found.title_id, found.score) == (catalog[expected].pk if expected else None, score)


def test_ids_that_disagree_are_asked_about(catalog: dict[str, Title]) -> None:
    found = match(name="Neither", imdb_id="tt0211915", tmdb_id="194", tmdb_kind="tv")

    assert (found.title_id, set(found.candidates)) == (None, {catalog["amelie"].pk, catalog["dark"].pk})


def test_matching_many_costs_as_many_queries_as_matching_three(catalog: dict[str, Title]) -> None:
    def cost(count: int) -> int:
        films = {str(number): film(f"Unknown {number}", 2000, imdb_id=f"tt{number + 5:07d}") for number in range(count)}
        films["amelie"] = film("Amelie", 2001)
        with CaptureQueriesContext(connection) as queries:
            find_titles(films)
        return len(queries)

    assert cost(1) == cost(3) == cost(400) == 4


def test_a_diary_entry_made_by_hand_is_not_doubled(member: User, films: dict[str, Title]) -> None:
    log_viewing(member=member, title_id=films["Eega"].pk, watched_on=date(2020, 1, 1))

    write(bring(member, letterboxd_zip()))

    assert DiaryEntry.objects.filter(watched_on=date(2020, 1, 1)).count() == 1


def test_a_summary_of_plays_and_its_history_are_one_viewing(member: User, films: dict[str, Title]) -> None:
    entry = {"movie": {"title": "Eega", "year": 2012, "ids": {"trakt": 1}}}
    history = [{**entry, "watched_at": "2020-01-01T10:00:00Z"}]
    watched = [{**entry, "plays": 1, "last_watched_at": "2020-01-01T10:00:00Z"}]

    write(
        bring(member, zipped({"history.json": json.dumps(history), "watched.json": json.dumps(watched)}), "trakt.zip")
    )

    assert DiaryEntry.objects.count() == 1
