"""The desk of questions to providers."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from catalog.enums import CrawlReason, CrawlState, Provider, Source
from catalog.models import CrawlJob, ExternalId, SkippedItem, SourceRecord, SyncRun, Title
from catalog.providers.records import ExternalIdRecord, TitleRecord
from catalog.selectors.providers import provider_views
from catalog.services.ingest.titles import ingest_titles
from tests.catalog.curators import act, make_curator, told, writes_and_queries
from tests.catalog.pages import text_of
from tests.factories import make_title

pytestmark = pytest.mark.django_db
JOBS = "/admin/catalog/crawljob/"
TITLES = "/admin/catalog/title/"


@pytest.fixture(autouse=True)
def _all_off(settings: Any) -> None:
    settings.TMDB_READ_TOKEN = settings.TMDB_API_KEY = settings.OMDB_API_KEY = settings.YOUTUBE_API_KEY = ""
    settings.JIKAN_ENABLED = False


def _job(state: CrawlState, key: str = "movie/603", **fields: Any) -> CrawlJob:
    return CrawlJob.objects.create(
        provider=Provider.TMDB, key=key, reason=CrawlReason.BOOTSTRAP, state=state, priority=60, **fields
    )


def _states() -> dict[str, tuple[str, int]]:
    return {job.key: (job.state, job.priority) for job in CrawlJob.objects.order_by("key")}


def test_desk_counts_jobs_and_shows_why_they_were_given_up() -> None:
    _job(CrawlState.WAITING, "movie/1")
    _job(CrawlState.WAITING, "movie/2")
    _job(CrawlState.DEAD, "movie/3", error="answered 503")

    response = make_curator("view_crawljob").get(JOBS)

    assert [(line.provider, dict(line.counts)) for line in response.context["queue"]] == [
        (Provider.TMDB, {"waiting": 2, "running": 0, "done": 0, "dead": 1})
    ]
    assert "answered 503" in text_of(response)


def test_ask_now_puts_questions_first_and_leaves_running_ones() -> None:
    jobs = [_job(state, f"movie/{number}") for number, state in enumerate(CrawlState)]
    client = make_curator("view_crawljob", "change_crawljob")

    assert act(client, JOBS, "hurry", *(job.pk for job in jobs)) == 302

    assert _states() == {
        "movie/0": ("waiting", 20), "movie/1": ("running", 60), "movie/2": ("waiting", 20), "movie/3": ("waiting", 20)
    }  # fmt: skip
    assert told(client, JOBS) == ["3 questions go first."]


def test_ask_now_does_not_put_back_what_a_reader_waits_for() -> None:
    job = _job(CrawlState.WAITING)
    CrawlJob.objects.update(priority=10, reason=CrawlReason.MISS)

    act(make_curator("view_crawljob", "change_crawljob"), JOBS, "hurry", job.pk)

    assert (_states(), CrawlJob.objects.get().reason) == ({"movie/603": ("waiting", 10)}, CrawlReason.MISS)


def test_revive_is_for_the_dead_and_forgetting_for_all_but_the_running() -> None:
    jobs = [_job(state, f"movie/{number}", attempts=5) for number, state in enumerate(CrawlState)]
    ids = [job.pk for job in jobs]
    client = make_curator("view_crawljob", "change_crawljob", "delete_crawljob")

    act(client, JOBS, "revive", *ids)
    assert (_states()["movie/3"], CrawlJob.objects.get(key="movie/3").attempts) == (("waiting", 20), 0)
    assert _states()["movie/2"] == ("done", 60)
    act(client, JOBS, "drop", *ids)

    assert _states() == {"movie/1": ("running", 60)}


@pytest.mark.parametrize(
    ("permissions", "offered"),
    [
        (["view_crawljob"], []),
        (["view_crawljob", "change_crawljob"], ["hurry", "revive"]),
        (["view_crawljob", "delete_crawljob"], ["drop"]),
    ],
)
def test_each_action_has_its_permission(permissions: list[str], offered: list[str]) -> None:
    job = _job(CrawlState.DEAD)
    client = make_curator(*permissions)
    page = client.get(JOBS).content.decode()

    assert [name for name in ("hurry", "revive", "drop") if f'<option value="{name}">' in page] == offered
    for name in {"hurry", "revive", "drop"} - set(offered):
        act(client, JOBS, name, job.pk)
    assert _states() == {"movie/603": ("dead", 60)}


def test_actions_want_a_token() -> None:
    job = _job(CrawlState.DEAD)
    make_curator("view_crawljob", "change_crawljob")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username="curator"))

    assert act(strict, JOBS, "revive", job.pk) == 403
    assert _states() == {"movie/603": ("dead", 60)}


def test_providers_are_shown_with_what_they_lack_and_nothing_is_asked(settings: Any) -> None:
    settings.TMDB_READ_TOKEN = "a-token"
    ingest_titles([TitleRecord((ExternalIdRecord(Source.TMDB_MOVIE, "237"),), "Eega")], provider=Provider.TMDB)
    _job(CrawlState.DEAD)
    SyncRun.objects.create(provider=Provider.TMDB, mode="changes")
    latest = SyncRun.objects.create(provider=Provider.TMDB, mode="trending")

    views = {view.provider: view for view in provider_views()}
    text = text_of(make_curator("view_crawljob").get(f"{JOBS}providers/"))

    tmdb = views[Provider.TMDB]
    assert (tmdb.is_on, tmdb.remarks, tmdb.records, tmdb.jobs["dead"], tmdb.last_run) == (True, (), 1, 1, latest)
    assert tmdb.oldest == SourceRecord.objects.get().fetched_at
    assert [view.is_on for view in views.values()] == [True, False, False, False]
    assert "OMDb is switched off. Set OMDB_API_KEY" in text
    assert "a-token" not in text


def test_provider_page_is_for_those_who_may_see_jobs() -> None:
    client = make_curator("view_title")

    assert (client.get(f"{JOBS}providers/").status_code, client.post(f"{JOBS}providers/").status_code) == (403, 405)


def test_title_action_queues_by_ids_and_says_what(settings: Any) -> None:
    settings.TMDB_READ_TOKEN = settings.OMDB_API_KEY = "a-key"
    title, bare = make_title("Eega"), make_title("Makkhi")
    ExternalId.objects.create(title=title, source=Source.TMDB_MOVIE, value="237")
    ExternalId.objects.create(title=bare, source=Source.TMDB_TV, value="99")
    ExternalId.objects.create(title=title, source=Source.IMDB, value="tt2258337")
    CrawlJob.objects.create(provider=Provider.TMDB, key="tv/99", reason=CrawlReason.STALE)
    client = make_curator("view_title", "add_crawljob")

    act(client, TITLES, "ask", title.pk, bare.pk)

    rows = CrawlJob.objects.order_by("provider", "key").values_list("provider", "key", "reason")
    assert list(rows) == [
        ("omdb", "tt2258337", "curator"), ("tmdb", "movie/237", "curator"), ("tmdb", "tv/99", "curator")
    ]  # fmt: skip
    assert told(client, TITLES) == [
        "TMDB: 1 question queued. 1 was on its way already.",
        "OMDb: 1 question queued.",
        "Jikan is switched off.",
    ]


def test_title_action_has_its_permission() -> None:
    title = make_title()
    client = make_curator("view_title")

    act(client, TITLES, "ask", title.pk)

    assert ('value="ask"' in client.get(TITLES).content.decode(), CrawlJob.objects.count()) == (False, 0)


def test_title_page_says_who_said_what() -> None:
    ids = (ExternalIdRecord(Source.TMDB_MOVIE, "237"), ExternalIdRecord(Source.IMDB, "tt2258337"))
    ingest_titles([TitleRecord(ids, "Eega", year=2012)], provider=Provider.TMDB)
    ingest_titles([TitleRecord(ids[1:], "Makkhi", year=2013)], provider=Provider.OMDB)

    response = make_curator("view_title").get(f"{TITLES}{Title.objects.get().pk}/change/")

    shown = {row["label"]: (row["value"], row["provider"], row["others"]) for row in response.context["origins"]}
    assert shown["year"] == ("2012", "TMDB", [("OMDb", "2013")])
    assert "year 2012 TMDB OMDb 2013" in text_of(response)


def test_record_is_readable() -> None:
    ids = (ExternalIdRecord(Source.TMDB_MOVIE, "237"),)
    genres = tuple(f"genre-{number}" for number in range(42))
    ingest_titles([TitleRecord(ids, "<b>Eega", year=2012, genres=genres)], provider=Provider.TMDB)

    response = make_curator("view_sourcerecord").get(
        f"/admin/catalog/sourcerecord/{SourceRecord.objects.get().pk}/change/"
    )

    html = response.content.decode()
    assert "<dt>title</dt><dd><span>&lt;b&gt;Eega</span></dd>" in html
    assert "<span>tmdb_movie · 237</span>" in html
    assert "<span>genre-39</span><span>and 2 more</span>" in html


@pytest.mark.parametrize("path", [JOBS, f"{JOBS}providers/", "/admin/catalog/syncrun/", "/admin/catalog/skippeditem/",
                                  "/admin/catalog/sourcerecord/"])  # fmt: skip
def test_pages_write_nothing_and_cost_the_same_for_any_number(path: str) -> None:
    client = make_curator("view_crawljob", "view_syncrun", "view_skippeditem", "view_sourcerecord", "change_crawljob")

    def _fill(number: int) -> None:
        _job(CrawlState.DEAD, f"movie/{number}")
        run = SyncRun.objects.create(provider=Provider.TMDB, mode="changes", total=10, done=number)
        SkippedItem.objects.create(provider=Provider.TMDB, key=f"movie/{number}", reason="no title", run=run)
        SourceRecord.objects.create(title=make_title(f"T{number}"), provider=Provider.TMDB, key=f"movie/{number}")

    _fill(0)
    writes_and_queries(client, path)
    one = writes_and_queries(client, path)
    _fill(1)
    _fill(2)

    assert writes_and_queries(client, path) == one == ([], one[1])
