"""Asking TMDB while a reader waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings
from rest_framework.test import APIClient

from catalog.enums import Provider, Source
from catalog.models import CrawlJob, ExternalId, SourceRecord, Title
from catalog.services.lookup import Freshness, freshen_title, look_up_titles
from catalog.services.search_index import index_titles
from catalog.services.titles import get_movie_details, search_movies
from tests.catalog.pages import text_of
from tests.factories import make_title
from tests.fakes import server
from tests.fakes.server import FakeUpstream
from tests.fakes.titles import make_title as fake_title

pytestmark = pytest.mark.django_db
NUMBER = 7
NAME = fake_title(NUMBER).name


@pytest.fixture
def tmdb(settings: Settings) -> Iterator[FakeUpstream]:
    """A TMDB on loopback, switched on."""
    with server.fake_upstream() as fake:
        settings.TMDB_BASE_URL, settings.TMDB_API_KEY = fake.at("tmdb"), "key"
        yield fake


def light() -> Title:
    """A title of which only a line is known."""
    look_up_titles(query=NAME)
    return Title.objects.get(external_ids__value=str(NUMBER), external_ids__source=Source.TMDB_MOVIE)


def age(days: float) -> None:
    """Let what was fetched grow old."""
    SourceRecord.objects.update(fetched_at=timezone.now() - timedelta(days=days))


def test_what_nobody_has_looked_for_is_asked_for_stored_and_answered(tmdb: FakeUpstream) -> None:
    found = search_movies(NAME)

    assert NAME in [card["title"] for card in found]
    assert tmdb.count("tmdb") == 1
    assert set(SourceRecord.objects.values_list("is_whole", flat=True)) == {False}
    assert CrawlJob.objects.count() == SourceRecord.objects.count() > 0


def test_the_same_words_are_asked_for_once(tmdb: FakeUpstream) -> None:
    for _ in range(3):
        look_up_titles(query="no such film anywhere")
        look_up_titles(query="No such FILM anywhere ")

    assert tmdb.count("tmdb") == 1


def test_what_the_catalog_has_needs_nobody(tmdb: FakeUpstream) -> None:
    index_titles(title_ids=[make_title("Eega").pk])

    assert [card["title"] for card in search_movies("eega")] == ["Eega"]
    assert tmdb.count("tmdb") == 0


@pytest.mark.parametrize("behaviour", [server.busy(status=500), server.hang, server.half, server.says("rubbish")])
def test_a_provider_that_fails_costs_nothing_but_its_answer(
    tmdb: FakeUpstream, behaviour: server.Behaviour, client: Client, api: APIClient
) -> None:
    tmdb.behave("tmdb", then=behaviour)

    assert search_movies("anything unknown") == []
    assert client.get("/search/?q=something+unknown").status_code == 200
    assert api.get("/api/movies/search?query=nothing+known").json()["count"] == 0


def test_pages_and_api_find_what_was_looked_up(tmdb: FakeUpstream, client: Client, api: APIClient) -> None:
    assert NAME in text_of(client.get("/search/", {"q": NAME}))

    other = fake_title(11).name
    names = [card["title"] for card in api.get("/api/search", {"q": other}).json()["results"]]
    assert other in names


def test_a_line_of_a_list_becomes_whole_when_somebody_looks(tmdb: FakeUpstream, client: Client) -> None:
    title = light()
    assert title.runtime is None

    body = get_movie_details(title.pk)

    assert (body["stale"], body["runtime"]) == (False, fake_title(NUMBER).runtime)
    assert SourceRecord.objects.get(title=title).is_whole
    before = tmdb.count("tmdb")
    client.get(title.get_absolute_url(), follow=True)
    assert tmdb.count("tmdb") == before


def test_a_whole_record_is_not_replaced_by_a_line(tmdb: FakeUpstream) -> None:
    title = light()
    freshen_title(title_id=title.pk)
    cache.clear()

    look_up_titles(query=NAME)

    assert SourceRecord.objects.get(title=title).is_whole
    title.refresh_from_db()
    assert title.runtime == fake_title(NUMBER).runtime


def test_while_the_provider_is_down_the_line_is_shown_as_stale(tmdb: FakeUpstream, client: Client) -> None:
    title = light()
    tmdb.behave("tmdb", then=server.busy(status=503))

    body = get_movie_details(title.pk)
    page = client.get(title.get_absolute_url())

    assert (body["title"], body["stale"]) == (NAME, True)
    assert "What TMDB says of it is from" in text_of(page)


def test_what_has_grown_old_is_shown_at_once_and_queued_once(tmdb: FakeUpstream) -> None:
    title = light()
    freshen_title(title_id=title.pk)
    CrawlJob.objects.all().delete()
    age(8)
    before = tmdb.count("tmdb")

    found = [freshen_title(title_id=title.pk).is_stale for _ in range(3)]

    assert found == [True, True, True]
    assert tmdb.count("tmdb") == before
    assert list(CrawlJob.objects.values_list("key", "reason")) == [(f"movie/{NUMBER}", "stale")]


def test_a_title_that_tmdb_knows_is_wished_for(tmdb: FakeUpstream) -> None:
    title = make_title()
    ExternalId.objects.create(title=title, source=Source.TMDB_TV, value="5")

    assert freshen_title(title_id=title.pk) == Freshness()
    assert list(CrawlJob.objects.values_list("provider", "key", "reason")) == [(Provider.TMDB, "tv/5", "miss")]
    assert tmdb.count("tmdb") == 0


def test_without_a_key_nothing_is_asked_or_written(settings: Settings) -> None:
    settings.TMDB_API_KEY = settings.TMDB_READ_TOKEN = ""
    title = make_title()
    ExternalId.objects.create(title=title, source=Source.TMDB_TV, value="5")

    assert look_up_titles(query="anything") == 0
    assert freshen_title(title_id=title.pk) == Freshness()
    assert CrawlJob.objects.count() == 0
