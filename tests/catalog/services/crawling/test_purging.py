"""Forgetting what TMDB's terms do not allow to be kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from catalog.enums import Provider, Source
from catalog.models import (
    CrawlJob,
    Credit,
    ExternalRating,
    Image,
    Offer,
    Person,
    SearchDocument,
    SourceRecord,
    SyncRun,
    Title,
    Trailer,
)
from catalog.services.crawling import purging
from catalog.services.crawling.purging import purge_records
from catalog.services.ingest.titles import ingest_titles
from ratings.models import Rating
from ratings.services.rating import rate_title
from tests.catalog.services.crawling.world import films, sync
from tests.catalog.services.ingest.records import demo, tmdb
from tests.fakes import server
from tests.fakes.server import FakeUpstream
from tests.fakes.titles import make_title

pytestmark = pytest.mark.django_db


def age(days: float, **which: object) -> None:
    """Let records be so old."""
    SourceRecord.objects.filter(**which).update(fetched_at=timezone.now() - timedelta(days=days))


def test_at_180_days_a_record_goes_and_not_before(fake: FakeUpstream) -> None:
    sync(*films(range(1, 4)))
    age(179.9, key="movie/1")
    age(180.1, key="movie/2")

    run = purge_records()

    assert (run.mode, run.state, run.done, run.updated) == ("purge", "finished", 1, 1)
    assert sorted(SourceRecord.objects.values_list("key", flat=True)) == ["movie/1", "movie/3"]


def test_a_title_of_which_only_tmdb_spoke_keeps_its_name_its_ids_and_what_members_gave(
    fake: FakeUpstream, member: User
) -> None:
    sync("movie/2")
    title = Title.objects.get()
    rate_title(member=member, title_id=title.pk, value=4)
    age(181)

    purge_records()

    title.refresh_from_db()
    assert (title.title, title.overview, title.poster_url, title.director) == (make_title(2).name, "", "", "")
    assert (title.year, title.runtime, title.release_date, title.certifications) == (None, None, None, {})
    assert sorted(title.external_ids.values_list("source", "value")) == [
        (Source.IMDB, make_title(2).imdb_id),
        (Source.TMDB_MOVIE, "2"),
    ]
    for model in (Credit, Image, Trailer, Offer, ExternalRating, Person):
        assert model._default_manager.count() == 0, model
    assert (title.genres.count(), title.keywords.count(), title.names.count()) == (0, 0, 0)
    assert Rating.objects.get().title_id == title.pk
    document = SearchDocument.objects.get()
    assert make_title(2).director.split()[1] not in document.people


def test_what_others_say_stays(fake: FakeUpstream) -> None:
    ingest_titles([demo()], provider=Provider.DEMO)
    ingest_titles([tmdb()], provider=Provider.TMDB)
    age(181)

    purge_records()

    title = Title.objects.get()
    assert (title.title, title.year, title.overview) == ("Eega", 2012, "")
    assert list(SourceRecord.objects.values_list("provider", flat=True)) == ["demo"]


def test_people_who_made_something_else_stay(fake: FakeUpstream) -> None:
    sync("movie/2", "movie/3")
    age(181, key="movie/2")

    purge_records()

    assert Person.objects.count() == Person.objects.filter(credits__isnull=False).distinct().count() > 0


def test_what_tmdb_does_not_know_any_more_goes_with_the_next_purge(fake: FakeUpstream) -> None:
    sync("movie/2", "movie/3")
    fake.behave("tmdb", server.says({}, 404))
    sync("movie/2")

    run = purge_records()

    assert run.done == 1
    assert list(SourceRecord.objects.values_list("key", flat=True)) == ["movie/3"]


def test_a_provider_that_knows_nothing_any_more_is_not_believed(
    fake: FakeUpstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "MOST_GONE", 1)
    sync("movie/2", "movie/3", "movie/4")
    fake.behave("tmdb", then=server.says({}, 404))
    sync("movie/2", "movie/3")
    age(181, key="movie/4")

    run = purge_records()

    assert (run.done, run.error) == (1, "2 titles not known there any more: too many to believe it.")
    assert sorted(SourceRecord.objects.values_list("key", flat=True)) == ["movie/2", "movie/3"]


def test_what_tmdb_knows_again_stays(fake: FakeUpstream) -> None:
    sync("movie/2")
    fake.behave("tmdb", server.says({}, 404))
    sync("movie/2")
    sync("movie/2")

    assert CrawlJob.objects.get().error == ""
    assert purge_records().done == 0


def test_many_go_in_portions_and_a_second_time_there_is_nothing(
    fake: FakeUpstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "PORTION", 5)
    sync(*films(range(1, 13)))
    age(200)

    assert (purge_records().done, purge_records().done) == (12, 0)
    assert (Title.objects.count(), Credit.objects.count()) == (12, 0)


def test_what_comes_again_is_whole_again(fake: FakeUpstream) -> None:
    sync("movie/2")
    age(181)
    purge_records()

    sync("movie/2")

    title = Title.objects.get()
    assert (title.runtime, title.release_date) == (make_title(2).runtime, make_title(2).released)
    assert isinstance(title.release_date, date)
    assert Credit.objects.count() == 6


def test_old_runs_are_forgotten(fake: FakeUpstream) -> None:
    for days in (29, 31):
        sync("movie/2", given=None)
        SyncRun.objects.filter(mode="ids", finished_at__gt=timezone.now() - timedelta(hours=1)).update(
            finished_at=timezone.now() - timedelta(days=days)
        )

    purge_records()

    assert list(SyncRun.objects.order_by("id").values_list("mode", flat=True)) == ["ids", "purge"]
