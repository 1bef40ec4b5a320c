"""What other providers are asked about titles that came in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from catalog.enums import CrawlReason, CrawlState, Provider, Source
from catalog.models import CrawlJob, ExternalId, ExternalRating, Offer, SourceRecord, Title, TitleStats, Trailer
from catalog.services.crawling.enrichment import enqueue_enrichment, missing_keys
from catalog.services.crawling.queue import PRIORITIES
from catalog.services.crawling.sync import run_sync
from tests.catalog.services.crawling.world import jobs, sums, sync
from tests.factories import make_title
from tests.fakes.server import FakeUpstream
from tests.fakes.titles import make_title as fake_title

pytestmark = pytest.mark.django_db
ANIME = next(number for number in range(1, 99) if fake_title(number).language == "ja")


def known(name: str = "Eega", source: Source = Source.IMDB, value: str = "tt0000007", **fields: object) -> Title:
    """A title with an id elsewhere."""
    title = make_title(name, **fields)
    ExternalId.objects.create(title=title, source=source, value=value)
    return title


def test_after_tmdb_the_others_are_asked_last_and_once(fake: FakeUpstream, others: None) -> None:
    sync("movie/2", f"movie/{ANIME}")
    Trailer.objects.all().delete()
    title = Title.objects.get(title=fake_title(ANIME).name)

    assert {key: state for key, state in jobs().items() if not key.startswith("tmdb")} == {
        f"omdb {fake_title(2).imdb_id}": "waiting",
        f"omdb {fake_title(ANIME).imdb_id}": "waiting",
        f"jikan title/{title.pk}": "waiting",
    }
    later = CrawlJob.objects.exclude(provider=Provider.TMDB)
    assert set(later.values_list("priority", flat=True)) == {PRIORITIES[CrawlReason.BOOTSTRAP]}
    assert enqueue_enrichment(title_ids=[title.pk]) == 1
    assert enqueue_enrichment(title_ids=[title.pk]) == 0
    assert jobs()[f"youtube title/{title.pk}"] == "waiting"


def test_who_is_off_is_not_asked(fake: FakeUpstream) -> None:
    assert enqueue_enrichment(title_ids=[known(is_anime=True).pk]) == 0


@pytest.mark.parametrize(("days", "added"), [(149, 0), (151, 1)])
def test_who_spoke_lately_is_not_asked(fake: FakeUpstream, others: None, days: int, added: int) -> None:
    title = known()
    Trailer.objects.create(title=title, key="abcdefghijk")
    fetched_at = timezone.now() - timedelta(days=days)
    SourceRecord.objects.create(title=title, provider=Provider.OMDB, key="tt0000007", digest="x", fetched_at=fetched_at)

    assert enqueue_enrichment(title_ids=[title.pk]) == added


@pytest.mark.parametrize(("days", "added"), [(29, 0), (31, 1)])
def test_who_knew_nothing_is_asked_again_after_a_month(
    fake: FakeUpstream, settings: Settings, days: int, added: int
) -> None:
    settings.OMDB_API_KEY = "key"
    finished = timezone.now() - timedelta(days=days)
    CrawlJob.objects.create(
        provider=Provider.OMDB, key="tt0000007", reason=CrawlReason.MISS, state=CrawlState.DONE, finished_at=finished
    )

    assert enqueue_enrichment(title_ids=[known().pk]) == added


def test_youtube_speaks_of_the_title_it_was_asked_about(fake: FakeUpstream, others: None) -> None:
    made = fake_title(7)
    title = make_title(made.name, year=made.released.year, runtime=made.runtime)

    run = sync(f"title/{title.pk}", provider=Provider.YOUTUBE)

    assert sums(run) == {"updated": 1}
    record = SourceRecord.objects.get()
    assert (record.provider, record.key, record.title_id) == ("youtube", f"title/{title.pk}", title.pk)
    assert sorted(title.trailers.values_list("kind", flat=True)) == ["full", "trailer"]
    assert Offer.objects.filter(title=title, country="IN").count() == 1
    assert title.external_ids.count() == 0


def test_jikan_finds_an_anime_that_is_surely_the_same(fake: FakeUpstream, others: None) -> None:
    made = fake_title(7)
    title = make_title(made.name, kind="tv", is_anime=True, language="ja", year=made.released.year)
    other = make_title("Vaikunta", kind="tv", is_anime=True, year=1990)

    run = sync(f"title/{title.pk}", f"title/{other.pk}", provider=Provider.JIKAN)

    assert sums(run) == {"updated": 1, "gone": 1}
    record = SourceRecord.objects.get()
    assert (record.key, record.title_id) == ("7", title.pk)
    assert list(title.external_ids.values_list("source", "value")) == [("mal", "7")]
    assert ExternalRating.objects.get().source == "mal"
    assert enqueue_enrichment(title_ids=[title.pk]) == 0  # what Jikan says is fresh, and it knew a trailer


def test_a_title_that_is_no_more_is_not_asked_about(fake: FakeUpstream, others: None) -> None:
    run = sync("title/123456", provider=Provider.YOUTUBE)

    assert (sums(run), fake.count("youtube"), jobs()) == ({"gone": 1}, 0, {"youtube title/123456": "done"})


def test_missing_are_those_nobody_spoke_of_the_best_known_first(fake: FakeUpstream, others: None) -> None:
    plain, loved = known("Eega", value="tt0000001"), known("Roja", value="tt0000002")
    TitleStats.objects.filter(title=loved).update(rating_count=9)
    make_title("Kaala")
    spoken = known("Okja", value="tt0000003")
    SourceRecord.objects.create(title=spoken, provider=Provider.OMDB, key="tt0000003", digest="x")

    assert missing_keys(Provider.OMDB, 10) == ["tt0000002", "tt0000001"]
    assert missing_keys(Provider.OMDB, 1) == ["tt0000002"]
    assert missing_keys(Provider.YOUTUBE, 2) == [f"title/{loved.pk}", f"title/{plain.pk}"]
    assert missing_keys(Provider.JIKAN, 10) == []


def test_what_omdb_adds_joins_what_is_there(fake: FakeUpstream, others: None) -> None:
    sync("movie/2")

    run = run_sync(provider=Provider.OMDB, mode="queue", source=None)

    assert (sums(run), Title.objects.count()) == ({"updated": 1}, 1)
    assert sorted(ExternalRating.objects.values_list("source", flat=True)) == [
        "imdb",
        "metacritic",
        "rotten_tomatoes",
        "tmdb",
    ]
