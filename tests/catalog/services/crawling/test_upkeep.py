"""What happens by itself: the queue, changes, trending, platforms, refreshing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone
from pytest_django.fixtures import Settings

from catalog import tasks
from catalog.enums import CrawlReason, CrawlState, Provider, RunState, Source
from catalog.models import (
    CrawlJob,
    ExternalId,
    Platform,
    PlatformAlias,
    SkippedItem,
    SourceRecord,
    SyncRun,
    Title,
    TitleStats,
)
from catalog.services.crawling import upkeep
from catalog.services.crawling.queue import enqueue
from moviesite.settings.parts.celery import SCHEDULE
from tests.catalog.services.crawling.world import films, jobs, sums, sync
from tests.factories import make_title
from tests.fakes import server
from tests.fakes.server import FakeUpstream

pytestmark = pytest.mark.django_db
TASKS = {entry["task"]: entry for entry in SCHEDULE.values() if entry["task"].startswith("catalog.")}


def record(key: str, *, days: float, provider: Provider = Provider.TMDB, whole: bool = True) -> SourceRecord:
    """What a provider said some days ago."""
    fetched_at = timezone.now() - timedelta(days=days)
    return SourceRecord.objects.create(
        title=make_title(key), provider=provider, key=key, digest="x", fetched_at=fetched_at, is_whole=whole
    )


def run_all() -> None:
    """Every scheduled task of the catalog about providers."""
    for provider in ("tmdb", "omdb", "youtube", "jikan"):
        tasks.work_crawl_queue.delay(provider=provider)
    for task in (tasks.queue_changes, tasks.queue_trending, tasks.refresh_platforms, tasks.queue_stale,
                 tasks.queue_popular, tasks.purge_records):  # fmt: skip
        task.delay()


def test_everything_is_scheduled() -> None:
    queues = [entry["kwargs"] for entry in SCHEDULE.values() if entry["task"] == "catalog.work_crawl_queue"]

    assert {one["provider"] for one in queues} == {"tmdb", "omdb", "youtube", "jikan"}
    assert {
        "catalog.queue_changes", "catalog.queue_trending", "catalog.refresh_platforms", "catalog.queue_stale",
        "catalog.queue_popular", "catalog.purge_records",
    } - TASKS.keys() == set()  # fmt: skip


def test_with_all_providers_off_nothing_is_asked_or_queued(settings: Settings) -> None:
    settings.TMDB_READ_TOKEN = settings.TMDB_API_KEY = settings.OMDB_API_KEY = settings.YOUTUBE_API_KEY = ""
    settings.JIKAN_ENABLED = False
    record("movie/1", days=160)
    enqueue(provider=Provider.TMDB, keys=["movie/2"], reason=CrawlReason.MISS)

    run_all()

    assert jobs() == {"tmdb movie/2": "waiting"}
    assert list(SyncRun.objects.values_list("mode", "state")) == [("purge", "finished")]


def test_with_providers_on_twice_is_as_good_as_once(fake: FakeUpstream, others: None) -> None:
    run_all()
    first = set(jobs())
    run_all()

    assert first - set(jobs()) == set()
    assert Title.objects.count() == SourceRecord.objects.filter(provider=Provider.TMDB).count() == 45
    assert len({platform.name for platform in Platform.objects.all()}) == Platform.objects.count()
    assert set(SyncRun.objects.values_list("state", flat=True)) == {"finished"}


def test_while_another_is_at_it_nothing_happens(fake: FakeUpstream) -> None:
    for mode in ("queue", "changes", "trending", "platforms", "purge"):
        SyncRun.objects.create(provider=Provider.TMDB, mode=mode, lease_key=f"tmdb:{mode}")
    enqueue(provider=Provider.TMDB, keys=["movie/2"], reason=CrawlReason.MISS)

    run_all()

    assert (fake.count("tmdb"), jobs()) == (0, {"tmdb movie/2": "waiting"})


def test_the_queue_is_worked_when_there_is_something_due(fake: FakeUpstream) -> None:
    assert upkeep.work_queue(provider=Provider.TMDB) is None
    enqueue(provider=Provider.TMDB, keys=films(range(1, 4)), reason=CrawlReason.TRENDING)

    run = upkeep.work_queue(provider=Provider.TMDB)

    assert run is not None
    assert (run.state, sums(run)) == (RunState.FINISHED, {"created": 3})
    assert SyncRun.objects.count() == 1


def test_a_worker_stops_when_its_time_is_over(fake: FakeUpstream) -> None:
    enqueue(provider=Provider.TMDB, keys=["movie/1"], reason=CrawlReason.TRENDING)

    run = upkeep.work_queue(provider=Provider.TMDB, seconds=0)

    assert run is not None
    assert (run.done, jobs()) == (0, {"tmdb movie/1": "waiting"})


def test_a_provider_that_is_left_alone_is_left_alone(fake: FakeUpstream) -> None:
    fake.behave("tmdb", then=server.busy("60"))
    sync("movie/1")
    CrawlJob.objects.update(next_try_at=timezone.now())

    assert upkeep.work_queue(provider=Provider.TMDB) is None
    assert fake.count("tmdb") == 1


def test_of_what_changed_only_what_is_here_is_asked_for(fake: FakeUpstream) -> None:
    for key in ("movie/5", "movie/45", "movie/300", "tv/6"):
        record(key, days=3)

    run = upkeep.queue_changes()

    assert run is not None
    assert (run.state, run.cursor["at"]) == (RunState.FINISHED, {"kind": "tv", "page": 4})
    assert jobs() == {"tmdb movie/5": "waiting", "tmdb movie/45": "waiting", "tmdb tv/6": "waiting"}
    assert set(CrawlJob.objects.values_list("reason", flat=True)) == {CrawlReason.CHANGES}


def test_changes_are_asked_for_since_the_last_time(fake: FakeUpstream) -> None:
    today = timezone.now().date()
    assert upkeep.last_changes_day() == today - timedelta(days=1)
    run = SyncRun.objects.create(provider=Provider.TMDB, mode="changes", state=RunState.FINISHED)
    SyncRun.objects.filter(pk=run.pk).update(started_at=timezone.now() - timedelta(days=4))

    upkeep.queue_changes()

    assert date.fromisoformat(fake.asked[0].query["start_date"]) == today - timedelta(days=4)


def test_changes_that_were_cut_off_go_on_where_they_were(fake: FakeUpstream) -> None:
    fake.behave("tmdb", server.well, server.well, then=server.busy("60"))
    cut = upkeep.queue_changes()
    assert cut is not None
    assert (cut.state, cut.cursor["at"]) == (RunState.FAILED, {"kind": "movie", "page": 3})
    fake.behave("tmdb")
    caches["ratelimit"].clear()

    again = upkeep.queue_changes()

    assert again is not None
    assert (again.pk, again.state) == (cut.pk, RunState.FINISHED)
    assert [(request.path, request.query["page"]) for request in fake.asked[3:5]] == [
        ("/tmdb/movie/changes", "3"),
        ("/tmdb/tv/changes", "1"),
    ]


def test_what_is_trending_is_asked_for_unless_it_is_fresh(fake: FakeUpstream) -> None:
    record("movie/2", days=1)
    record("tv/3", days=8)
    record("movie/4", days=1, whole=False)

    run = upkeep.queue_trending()

    assert run is not None
    assert (len(jobs()), sums(run)) == (44, {"unchanged": 1, "skipped": 1})
    assert {"tmdb movie/2", "tmdb tv/3", "tmdb movie/4"} & set(jobs()) == {"tmdb tv/3", "tmdb movie/4"}
    assert SkippedItem.objects.count() == 1


def test_platforms_are_known_by_name_and_not_by_number(fake: FakeUpstream) -> None:
    upkeep.refresh_platforms(country="IN")
    run = upkeep.refresh_platforms(country="IN")

    assert run is not None
    assert (run.done, Platform.objects.count(), PlatformAlias.objects.count()) == (3, 3, 3)
    assert {request.query["watch_region"] for request in fake.asked} == {"IN"}


def test_platforms_that_cannot_be_asked_for_are_told(fake: FakeUpstream) -> None:
    fake.behave("tmdb", then=server.says({}, 401))

    run = upkeep.refresh_platforms(country="IN")

    assert run is not None
    assert (run.state, run.error) == (RunState.FAILED, "The provider does not accept the key.")


def test_from_150_days_on_what_is_oldest_is_asked_for_first(fake: FakeUpstream) -> None:
    for number, days in enumerate((149.9, 150.1, 170, 160), start=1):
        record(f"movie/{number}", days=days)

    assert upkeep.queue_stale(limit=2) == 2
    assert jobs() == {"tmdb movie/3": "waiting", "tmdb movie/4": "waiting"}
    assert upkeep.queue_stale(limit=2) == 1
    assert upkeep.queue_stale(limit=2) == 0
    assert set(jobs()) == {"tmdb movie/2", "tmdb movie/3", "tmdb movie/4"}


def test_what_was_given_up_gets_a_chance_before_it_is_forgotten(fake: FakeUpstream) -> None:
    for key, days in (("movie/1", 8), ("movie/2", 6)):
        record(key, days=160)
        finished = timezone.now() - timedelta(days=days)
        CrawlJob.objects.create(
            provider=Provider.TMDB, key=key, reason=CrawlReason.STALE, state=CrawlState.DEAD, finished_at=finished
        )

    assert upkeep.queue_stale() == 1
    assert jobs() == {"tmdb movie/1": "waiting", "tmdb movie/2": "dead"}


def test_what_was_refreshed_is_not_stale_any_more(fake: FakeUpstream) -> None:
    sync("movie/1")
    SourceRecord.objects.update(fetched_at=timezone.now() - timedelta(days=151))
    CrawlJob.objects.all().delete()

    upkeep.queue_stale()
    upkeep.work_queue(provider=Provider.TMDB)

    assert SourceRecord.objects.get().fetched_at > timezone.now() - timedelta(hours=1)
    assert upkeep.queue_stale() == 0


def test_offers_of_the_most_looked_for_are_refreshed_weekly(fake: FakeUpstream) -> None:
    for number, days in ((1, 8), (2, 6), (3, 8), (4, 8)):
        title = record(f"movie/{number}", days=days).title
        TitleStats.objects.filter(title=title).update(trend=number)
    ExternalId.objects.create(title=make_title(), source=Source.IMDB, value="tt1")

    assert upkeep.queue_popular(limit=3) == 2
    assert set(jobs()) == {"tmdb movie/3", "tmdb movie/4"}
