"""Which facts models may learn from."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.enums import Provider, Source
from catalog.models import Genre, SourceRecord, Title
from catalog.providers.facts import facts_digest, to_facts
from catalog.providers.records import ExternalIdRecord, TitleRecord
from catalog.selectors.own_facts import borrowed_facts
from catalog.services.ingest.projection import project_titles
from tests.factories import make_title

pytestmark = pytest.mark.django_db


def say(title: Title, provider: Provider, **facts: Any) -> None:
    """A record of one source, as an import writes it."""
    kept = to_facts(TitleRecord((ExternalIdRecord(Source.IMDB, "tt1"),), "Eega", **facts))
    SourceRecord.objects.create(
        title=title, provider=provider, key=f"{provider}-{title.pk}", facts=kept, digest=facts_digest(kept)
    )
    project_titles([title.pk])


def borrowed() -> dict[int, tuple[set[str], set[str]]]:
    """Fields and genres by title."""
    return {found.title_id: (set(found.fields), set(found.genres)) for found in borrowed_facts()}


@pytest.mark.parametrize("provider", [Provider.TMDB, Provider.OMDB, Provider.YOUTUBE, Provider.JIKAN])
def test_what_a_provider_alone_says_is_borrowed(provider: Provider) -> None:
    title = make_title(language="", year=None)
    say(title, provider, language="te", year=2012, genres=("fantasy", "action"))

    assert borrowed() == {title.pk: ({"language", "year"}, {"fantasy", "action"})}


@pytest.mark.parametrize("own", [Provider.CURATOR, Provider.DEMO, Provider.MOVIELENS])
def test_what_one_of_ours_says_too_is_ours(own: Provider) -> None:
    title = make_title(language="", year=None)
    say(title, own, language="te", genres=("fantasy",))
    say(title, Provider.TMDB, language="te", year=2012, genres=("fantasy", "action"))

    assert borrowed() == {title.pk: ({"year"}, {"action"})}


def test_what_no_record_says_is_a_curators() -> None:
    title = make_title(language="te", year=2012)
    title.genres.add(Genre.objects.create(slug="fantasy", name="Fantasy"))
    say(title, Provider.TMDB, language="hi", year=2013)

    assert Title.objects.values_list("language", "year").get() == ("te", 2012)
    assert borrowed() == {}


def test_all_may_be_learned_from_where_the_setting_says_so(settings: Any) -> None:
    settings.TMDB_FEATURES_IN_TRAINING = True
    title = make_title(language="", year=None)
    say(title, Provider.TMDB, language="te", year=2012, genres=("fantasy",))

    assert borrowed() == {}


@pytest.mark.parametrize("count", [1, 3])
def test_one_query_for_any_number(count: int, django_assert_num_queries: Any) -> None:
    for number in range(count):
        say(make_title(f"Title {number}", language="", year=None), Provider.TMDB, year=2000 + number)

    with django_assert_num_queries(1):
        found = borrowed()

    assert list(found.values()) == [({"year"}, set())] * count
