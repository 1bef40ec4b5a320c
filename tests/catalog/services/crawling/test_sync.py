"""A run: what it writes, what it leaves in the queue, and how it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from catalog.enums import CrawlReason, Provider, RunState
from catalog.exceptions import SyncRunBusyError
from catalog.models import CrawlJob, SkippedItem, SourceRecord, SyncRun, Title
from catalog.services.crawling import taking
from catalog.services.crawling.queue import claim_jobs, enqueue
from catalog.services.crawling.sync import run_sync
from catalog.services.crawling.working import Bounds
from catalog.services.ingest.titles import IngestReport
from tests.catalog.services.crawling.world import age_leases, films, jobs, sums, sync
from tests.fakes import server
from tests.fakes.server import FakeUpstream
from tests.fakes.titles import make_title
from tests.fakes.tmdb import movie
from tests.processes import run_in_processes

pytestmark = pytest.mark.django_db


def test_what_is_named_is_stored_whole(fake: FakeUpstream) -> None:
    run = sync("movie/3", "tv/4")

    assert (run.state, run.error, run.total, run.done, sums(run)) == (RunState.FINISHED, "", 2, 2, {"created": 2})
    assert sorted(SourceRecord.objects.values_list("key", "is_whole")) == [("movie/3", True), ("tv/4", True)]
    assert sorted(Title.objects.values_list("title", flat=True)) == sorted([make_title(3).name, make_title(4).name])
    assert jobs() == {"tmdb movie/3": "done", "tmdb tv/4": "done"}


def test_a_second_run_asks_again_and_writes_nothing_but_its_bookkeeping(fake: FakeUpstream) -> None:
    keys = films(range(1, 13))
    sync(*keys)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        run = sync(*keys)

    assert (sums(run), fake.count("tmdb")) == ({"unchanged": 12}, 24)
    written = {
        query["sql"].replace('"', "").replace("`", "").split(" SET ")[0].split(" (")[0]
        for query in queries
        if query["sql"].startswith(("INSERT", "UPDATE", "DELETE", "REPLACE"))
    }
    assert {words.split()[-1] for words in written} == {"catalog_crawljob", "catalog_syncrun"}
    assert len([query for query in queries if "catalog_crawljob" in query["sql"]]) < 15


def test_a_bad_item_is_skipped_and_remembered_until_it_is_good(fake: FakeUpstream) -> None:
    fake.behave("tmdb", server.says({"id": 1, "title": None}))
    assert sums(sync("movie/1")) == {"skipped": 1}
    assert sums(sync("movie/1", "movie/2", "movie/3")) == {"created": 3}
    fake.behave("tmdb", then=server.says([]))
    for _ in range(2):
        run = sync("movie/9")

    item = SkippedItem.objects.get()
    assert (item.key, item.times, item.run_id, jobs()["tmdb movie/9"]) == ("movie/9", 2, run.pk, "dead")


def test_what_is_not_known_there_is_done_with_a_note(fake: FakeUpstream) -> None:
    run = sync("movie/999999", "movie/1")

    assert sums(run) == {"created": 1, "gone": 1}
    assert CrawlJob.objects.get(key="movie/999999").error == "not known there"


def test_a_record_that_cannot_be_written_does_not_keep_the_others_out(
    fake: FakeUpstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    true_ingest = taking.ingest_titles

    def choosy(records: list, **options: object) -> IngestReport:
        if any(record.key == "movie/2" for record in records):
            raise ValueError("strange")
        return true_ingest(records, **options)

    monkeypatch.setattr(taking, "ingest_titles", choosy)
    run = sync(*films(range(1, 5)))

    assert sums(run) == {"created": 3, "skipped": 1}
    assert SkippedItem.objects.get().reason == "cannot be stored: ValueError"


def test_a_refused_key_ends_the_run_and_leaves_the_rest_in_the_queue(fake: FakeUpstream) -> None:
    fake.behave("tmdb", then=server.says({}, 401))

    run = sync(*films(range(1, 101)))

    assert (run.state, run.error) == (RunState.FAILED, "The provider does not accept the key.")
    assert set(jobs().values()) == {"waiting"}
    assert CrawlJob.objects.filter(attempts=0).count() == 100
    assert fake.count("tmdb") < 100  # as many as had set out when the first came back, never the rest


def test_while_a_provider_is_down_it_is_left_alone(fake: FakeUpstream) -> None:
    fake.behave("tmdb", then=server.busy("30", status=503))

    run = sync(*films(range(1, 61)))

    assert (run.state, run.error) == (RunState.STOPPED, "The provider is left alone after failures.")
    assert set(jobs().values()) == {"waiting"}
    assert CrawlJob.objects.filter(next_try_at__lte=timezone.now() + timedelta(seconds=20)).count() == 0


def test_a_spent_budget_ends_the_run_and_the_next_goes_on(fake: FakeUpstream, others: None, settings: Settings) -> None:
    settings.OMDB_DAILY_LIMIT = 3
    keys = [make_title(number).imdb_id for number in range(1, 9)]

    run = sync(*keys, provider=Provider.OMDB)

    assert (run.state, run.error) == (RunState.STOPPED, "The budget is spent: more than 3 in a day.")
    assert sorted(jobs().values()) == ["done"] * 3 + ["waiting"] * 5
    caches["ratelimit"].clear()
    CrawlJob.objects.update(next_try_at=timezone.now())
    settings.OMDB_DAILY_LIMIT = 100
    again = run_sync(provider=Provider.OMDB, mode="queue", source=None)
    assert (sums(again), fake.count("omdb")) == ({"created": 5}, 8)


def test_a_budget_that_comes_back_soon_is_waited_for(
    fake: FakeUpstream, others: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.behave("jikan", server.busy("7"))
    run = sync("1", provider=Provider.JIKAN)

    assert (run.state, sums(run)) == (RunState.FINISHED, {"later": 1})
    job = CrawlJob.objects.get()
    assert (job.state, job.attempts) == ("waiting", 1)


@pytest.mark.parametrize("behaviour", [server.half, server.no_json, server.broken_json, server.says({"id": "x"})])
def test_whatever_one_answer_is_the_others_count(fake: FakeUpstream, behaviour: server.Behaviour) -> None:
    fake.behave("tmdb", behaviour)

    run = sync(*films(range(1, 4)))

    assert run.state == RunState.FINISHED
    assert Title.objects.count() >= 2


def test_two_of_a_kind_never_run_at_once(fake: FakeUpstream) -> None:
    SyncRun.objects.create(provider=Provider.TMDB, mode="ids", lease_key="tmdb:ids")

    with pytest.raises(SyncRunBusyError):
        sync("movie/1")
    assert CrawlJob.objects.count() == 0


def test_a_dead_run_is_taken_over_with_its_sums_if_the_same_is_asked_for(fake: FakeUpstream) -> None:
    cursor = {"given": {"keys": ["movie/1"]}, "gone": 2}
    dead = SyncRun.objects.create(
        provider=Provider.TMDB, mode="ids", lease_key="tmdb:ids", cursor=cursor, created=5, done=7
    )
    age_leases()

    same = sync("movie/1")
    other = sync("movie/2")

    assert (same.pk, sums(same), same.done) == (dead.pk, {"created": 6, "gone": 2}, 8)
    assert (other.pk == dead.pk, sums(other)) == (False, {"created": 1})


def test_a_run_does_no_more_than_its_limit(fake: FakeUpstream) -> None:
    enqueue(provider=Provider.TMDB, keys=films(range(1, 8)), reason=CrawlReason.STALE)

    run = run_sync(provider=Provider.TMDB, mode="queue", source=None, bounds=Bounds(limit=4))

    assert (run.done, fake.count("tmdb")) == (4, 4)


def test_what_another_worker_has_is_left_to_it(fake: FakeUpstream) -> None:
    enqueue(provider=Provider.TMDB, keys=["movie/1"], reason=CrawlReason.STALE)
    claim_jobs(provider=Provider.TMDB, limit=1)

    run = sync("movie/1", "movie/2")

    assert (sums(run), jobs()) == ({"created": 1}, {"tmdb movie/1": "running", "tmdb movie/2": "done"})


def _work(mode: str) -> int:
    return run_sync(provider=Provider.TMDB, mode=mode, source=None).done


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_workers_at_once_never_ask_for_one_key_twice(fake: FakeUpstream) -> None:
    keys = films(range(1, 161))
    enqueue(provider=Provider.TMDB, keys=keys, reason=CrawlReason.STALE)

    shares = run_in_processes(_work, [("queue",), ("other",), ("third",)])

    asked = [request.path.removeprefix("/tmdb/") for request in fake.asked]
    assert (sorted(asked), sum(shares)) == (sorted(keys), 160)
    assert Title.objects.count() == SourceRecord.objects.count() == 160
    assert set(jobs().values()) == {"done"}


def test_what_changed_is_written_and_counted(fake: FakeUpstream) -> None:
    sync(*films(range(1, 4)))
    fake.behave("tmdb", then=server.says(movie(make_title(2)) | {"runtime": 321}))

    run = sync("movie/2")

    assert sums(run) == {"updated": 1}
    assert Title.objects.get(title=make_title(2).name).runtime == 321
