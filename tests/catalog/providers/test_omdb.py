"""OMDb's answers as records, and its ways of saying no."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from catalog.enums import RatingSource, Source, TitleKind
from catalog.providers.errors import BadItemError
from catalog.providers.omdb.mapper import map_title
from catalog.providers.omdb.provider import OmdbProvider
from catalog.providers.records import ExternalIdRecord, ExternalRatingRecord, TitleRecord
from moviesite.common.http.errors import (
    BudgetSpentError,
    UpstreamError,
    UpstreamNotFoundError,
    UpstreamRefusedError,
)
from tests.catalog.providers.conftest import CANARY
from tests.fakes import others, server
from tests.fakes.server import FakeUpstream
from tests.fakes.titles import make_title

FILM = replace(make_title(42), name="The Lamp", released=date(2019, 4, 5), runtime=151, genres=(18, 878), rating=7.8)


def payload(**changes: Any) -> dict[str, Any]:
    return {**others.omdb(replace(FILM, votes=12_345)), **changes}


def test_a_film() -> None:
    assert map_title(payload()) == TitleRecord(
        external_ids=(ExternalIdRecord(Source.IMDB, "tt0000042"),),
        title="The Lamp",
        kind=TitleKind.MOVIE,
        year=2019,
        release_date=date(2019, 4, 5),
        runtime=151,
        overview="What happens in The Lamp, at length.",
        spoken_languages=("te", "hi"),
        countries=("IN", "US"),
        genres=("drama", "science-fiction"),
        certifications=(("US", "PG-13"),),
        ratings=(
            ExternalRatingRecord(RatingSource.IMDB, 7.8, 10, 12_345),
            ExternalRatingRecord(RatingSource.METACRITIC, 64.0, 100),
            ExternalRatingRecord(RatingSource.ROTTEN_TOMATOES, 81.0, 100),
        ),
    )


def test_what_it_does_not_know_stays_unknown() -> None:
    names = ("Year", "Rated", "Released", "Runtime", "Genre", "Plot", "Language", "Country", "Metascore")
    unknown = dict.fromkeys([*names, "imdbRating", "imdbVotes"], "N/A")

    record = map_title(payload(**unknown, Ratings=[{"Source": "Rotten Tomatoes", "Value": "N/A"}]))

    assert record == TitleRecord((ExternalIdRecord(Source.IMDB, "tt0000042"),), "The Lamp")


@pytest.mark.parametrize(
    ("said", "years"), [("2011–2019", (2011, 2019)), ("2016–", (2016, None)), ("2011-2012", (2011, 2012))]
)
def test_years_of_a_series(said: str, years: tuple[int, int | None]) -> None:
    record = map_title(payload(Type="series", Year=said, totalSeasons="8"))

    assert (record.kind, record.year, record.end_year, record.seasons) == (TitleKind.TV, *years, 8)


def test_one_language_is_the_original_one() -> None:
    assert map_title(payload(Language="Kannada")).language == "kn"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"imdbID": "nm0000001"}, "no IMDb id"),
        ({"Type": "game"}, "neither a film nor a series"),
        ({"Title": "N/A"}, "no title"),
    ],
)
def test_what_no_record_can_do_without(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadItemError) as caught:
        map_title(payload(**change))

    assert caught.value.reason == reason


def test_a_title_by_its_imdb_id(fake: FakeUpstream, switched_on: Settings) -> None:
    record = OmdbProvider().title("tt0000042")

    asked = fake.asked[0].query
    assert (record.title, asked["i"], asked["plot"], asked["apikey"]) == (
        make_title(42).name,
        "tt0000042",
        "full",
        CANARY,
    )


@pytest.mark.parametrize(
    ("status", "words", "error"),
    [
        (200, "Incorrect IMDb ID.", UpstreamNotFoundError),
        (200, "Movie not found!", UpstreamNotFoundError),
        (401, "Invalid API key!", UpstreamRefusedError),
        (401, "Request limit reached!", BudgetSpentError),
    ],
)
def test_it_says_no_in_words(
    fake: FakeUpstream, switched_on: Settings, status: int, words: str, error: type[UpstreamError]
) -> None:
    fake.behave("omdb", server.says({"Response": "False", "Error": words}, status))

    with pytest.raises(error):
        OmdbProvider().title("tt0000042")


def test_its_day_has_as_many_requests_as_the_setting_says(fake: FakeUpstream, switched_on: Settings) -> None:
    switched_on.OMDB_DAILY_LIMIT = 2
    provider = OmdbProvider()
    provider.title("tt0000042")
    provider.title("tt0000043")

    with pytest.raises(BudgetSpentError):
        provider.title("tt0000044")

    assert (fake.count("omdb"), provider.status().left["day"]) == (2, 0)


def test_search_finds_films_and_nothing_is_an_empty_list(switched_on: Settings) -> None:
    found = OmdbProvider().search(make_title(42).name, kind=TitleKind.MOVIE)

    assert [record.external_ids[0].value for record in found] == ["tt0000042"]
    assert OmdbProvider().search("nothing is called so") == []


@pytest.mark.parametrize(("source", "key"), [(Source.IMDB, "tt0133093"), (Source.MAL, "")])
def test_the_key_is_the_imdb_id(source: Source, key: str) -> None:
    assert OmdbProvider().key_for([ExternalIdRecord(source, "tt0133093")]) == key
