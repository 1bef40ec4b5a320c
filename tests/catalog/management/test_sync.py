"""`manage.py sync`."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django.fixtures import Settings

from catalog.enums import CrawlReason, Provider
from catalog.models import CrawlJob, SourceRecord, SyncRun, Title
from catalog.services.crawling import sources
from catalog.services.crawling.queue import enqueue
from tests.catalog.services.crawling.conftest import fake, others  # noqa: F401
from tests.catalog.services.crawling.world import sync as sync_keys
from tests.factories import make_title
from tests.fakes import server
from tests.fakes.server import FakeUpstream

pytestmark = pytest.mark.django_db


def sync(*words: str) -> str:
    """What the command says."""
    out = io.StringIO()
    call_command("sync", *words, stdout=out, verbosity=0)
    return out.getvalue().strip()


def keys() -> list[str]:
    """What is stored."""
    return sorted(SourceRecord.objects.values_list("key", flat=True))


def export(folder: Path, name: str = "movie_ids_01_02_2026.json.gz", lines: int = 12) -> Path:
    """A daily file of all ids."""
    path = folder / name
    items: list[dict[str, Any]] = [
        {"id": number, "original_title": f"Film {number}", "popularity": (lines - number) / 2, "adult": number == 2}
        for number in range(1, lines + 1)
    ]
    path.write_bytes(gzip.compress("\n".join(json.dumps(item) for item in items).encode()))
    return path


def test_titles_by_number_are_films_unless_told_otherwise(fake: FakeUpstream) -> None:  # noqa: F811
    said = sync("tmdb", "--ids", "603, tv/1399,603,movie/5")

    assert said == "3 created, 0 updated, 0 unchanged, 0 skipped, 0 gone, 0 left in the queue."
    assert keys() == ["movie/5", "movie/603", "tv/1399"]


def test_json_for_scripts(fake: FakeUpstream) -> None:  # noqa: F811
    said = json.loads(sync("tmdb", "--ids", "1,999999", "--json"))

    assert said == {
        "run": SyncRun.objects.get().pk, "provider": "tmdb", "mode": "ids", "state": "finished", "error": "",
        "created": 1, "updated": 0, "unchanged": 0, "skipped": 0, "gone": 1, "left_in_the_queue": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["tmdb", "--ids", "abc"], "'abc' is no key of TMDB, such as 603, movie/603 or tv/1399."),
        (["tmdb", "--ids", "0"], "'0' is no key of TMDB, such as 603, movie/603 or tv/1399."),
        (["tmdb", "--ids", ","], "Say at least one key."),
        (["tmdb", "--ids", "tt0133093"], "'tt0133093' is no key of TMDB, such as 603, movie/603 or tv/1399."),
        (["omdb", "--ids", "603"], "'603' is no key of OMDb, such as tt0133093."),
        (["tmdb", "--missing"], "--missing is for the others: what TMDB has is found with --discover or --bootstrap."),
        (["omdb", "--changes"], "--changes is for TMDB alone."),
        (["jikan", "--trending"], "--trending is for TMDB alone."),
        (["tmdb", "--changes", "--since", "yesterday"], "--since 'yesterday' is no day, such as 2026-01-31."),
        (["tmdb", "--changes", "--since", "2999-01-01"], "--since lies in the future."),
        (["tmdb", "--discover", "telugu"], "--discover wants a language by its two letters, such as te."),
        (
            ["tmdb", "--discover", "te", "--region", "India"],
            "--region wants a country by its two letters, such as IN.",
        ),
        (["tmdb", "--discover", "te", "--pages", "501"], "TMDB has no more than 500 pages of a list."),
        (["tmdb", "--bootstrap", "/nowhere/movie_ids.gz"], "There is no file movie_ids.gz."),
        (["tmdb", "--queue", "--limit", "0"], "argument --limit: 1 or more"),
        (["tmdb", "--trending", "month"], "argument --trending: invalid choice: 'month'"),
        (["tmdb"], "one of the arguments"),
        (["netflix", "--queue"], "argument provider: invalid choice: 'netflix'"),
    ],
)
def test_what_makes_no_sense_is_said(
    fake: FakeUpstream,  # noqa: F811
    others: None,  # noqa: F811
    words: list[str],
    complaint: str,
) -> None:
    with pytest.raises(CommandError) as raised:
        sync(*words)

    assert complaint in str(raised.value)
    assert (SyncRun.objects.count(), CrawlJob.objects.count(), len(fake.asked)) == (0, 0, 0)


@pytest.mark.parametrize(
    ("provider", "way"), [("tmdb", "TMDB_READ_TOKEN"), ("omdb", "OMDB_API_KEY"), ("youtube", "YOUTUBE_API_KEY"),
                          ("jikan", "JIKAN_ENABLED")]
)  # fmt: skip
def test_who_is_off_says_how_to_switch_it_on(settings: Settings, provider: str, way: str) -> None:
    settings.TMDB_READ_TOKEN = settings.TMDB_API_KEY = settings.OMDB_API_KEY = settings.YOUTUBE_API_KEY = ""
    settings.JIKAN_ENABLED = False

    with pytest.raises(CommandError, match=way) as raised:
        sync(provider, "--queue")

    assert (raised.value.returncode, SyncRun.objects.count()) == (1, 0)


def test_a_run_that_was_cut_off_says_so_and_goes_on(fake: FakeUpstream) -> None:  # noqa: F811
    fake.behave("tmdb", then=server.says({}, 401))
    with pytest.raises(CommandError, match=r"does not accept the key\. The same command goes on from here"):
        sync("tmdb", "--ids", "1,2")
    fake.behave("tmdb")
    CrawlJob.objects.update(next_try_at=timezone.now())

    said = sync("tmdb", "--ids", "1,2")

    assert said == "2 created, 0 updated, 0 unchanged, 0 skipped, 0 gone, 0 left in the queue."
    assert SyncRun.objects.count() == 1


def test_while_another_process_is_at_it(fake: FakeUpstream) -> None:  # noqa: F811
    SyncRun.objects.create(provider=Provider.TMDB, mode="queue", lease_key="tmdb:queue")

    with pytest.raises(CommandError, match=r"Another process is at it: TMDB, queue\."):
        sync("tmdb", "--queue")


def test_trending(fake: FakeUpstream) -> None:  # noqa: F811
    sync("tmdb", "--trending", "week")
    again = sync("tmdb", "--trending", "week")

    assert (Title.objects.count(), fake.asked[0].path) == (20, "/tmdb/trending/all/week")
    assert again == "0 created, 0 updated, 20 unchanged, 0 skipped, 0 gone, 0 left in the queue."


def test_discover_reads_films_and_series_page_by_page(fake: FakeUpstream) -> None:  # noqa: F811
    sync("tmdb", "--discover", "te", "--region", "in", "--pages", "3", "--limit", "7")

    lists = [request for request in fake.asked if "discover" in request.path]
    assert [(request.path[-5:], request.query["page"]) for request in lists] == [
        ("movie", "1"), ("movie", "2"), ("movie", "3"), ("er/tv", "1"), ("er/tv", "2"), ("er/tv", "3"),
    ]  # fmt: skip
    assert {request.query["with_original_language"] for request in lists} == {"te"}
    assert (SourceRecord.objects.count(), CrawlJob.objects.filter(state="waiting").count()) == (7, 83)


def test_changes(fake: FakeUpstream) -> None:  # noqa: F811
    sync_keys("movie/3", "movie/300")

    sync("tmdb", "--changes", "--since", timezone.now().date().isoformat())

    assert [request.path for request in fake.asked].count("/tmdb/movie/3") == 2
    assert [request.path for request in fake.asked].count("/tmdb/movie/300") == 1


def test_bootstrap_reads_a_daily_file(fake: FakeUpstream, tmp_path: Path) -> None:  # noqa: F811
    said = sync("tmdb", "--bootstrap", str(export(tmp_path)), "--min-popularity", "4")
    again = sync("tmdb", "--bootstrap", str(export(tmp_path)), "--min-popularity", "4", "--limit", "2")

    assert said == "3 created, 0 updated, 0 unchanged, 0 skipped, 0 gone, 0 left in the queue."
    assert keys() == ["movie/1", "movie/3", "movie/4"]
    assert again == "0 created, 0 updated, 2 unchanged, 0 skipped, 0 gone, 0 left in the queue."


def test_bootstrap_wants_to_know_what_is_in_a_file(fake: FakeUpstream, tmp_path: Path) -> None:  # noqa: F811
    path = export(tmp_path, "ids.json.gz", lines=3)

    with pytest.raises(CommandError, match=r"Say with --kind what is in ids\.json\.gz"):
        sync("tmdb", "--bootstrap", str(path))
    sync("tmdb", "--bootstrap", str(path), "--kind", "tv")

    assert keys() == ["tv/1", "tv/3"]


def test_a_file_that_ends_in_its_middle_is_told_and_what_was_read_counts(
    fake: FakeUpstream,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sources, "PORTION", 6)
    path = export(tmp_path, lines=20_000)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])

    with pytest.raises(CommandError, match=r"cannot be read after line"):
        sync("tmdb", "--bootstrap", str(path), "--min-popularity", "9995.5")

    run = SyncRun.objects.get()
    assert (run.state, run.cursor["at"], run.created) == ("failed", {"line": 7, "taken": 6}, 6)


def test_missing_and_queue_of_the_others(fake: FakeUpstream, others: None) -> None:  # noqa: F811
    title = make_title("Eega")
    title.external_ids.create(source="imdb", value="tt0000007")
    assert sync("omdb", "--missing").startswith("0 created, 1 updated")
    assert sync("omdb", "--missing").startswith("0 created, 0 updated, 0 unchanged")

    enqueue(provider=Provider.YOUTUBE, keys=[f"title/{title.pk}"], reason=CrawlReason.MISS)
    assert sync("youtube", "--queue", "--limit", "5").startswith("0 created, 0 updated, 1 unchanged")
    caches["ratelimit"].clear()
    assert sync("jikan", "--ids", "7").startswith("1 created")
    assert sync("youtube", "--ids", f"{title.pk}").startswith("0 created, 0 updated, 1 unchanged")
