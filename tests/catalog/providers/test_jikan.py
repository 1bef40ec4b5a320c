"""Jikan's answers as records."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from catalog.enums import NameKind, RatingSource, Source, TitleKind
from catalog.providers.errors import BadItemError
from catalog.providers.jikan.mapper import map_title
from catalog.providers.jikan.provider import JikanProvider
from catalog.providers.records import ExternalIdRecord, ExternalRatingRecord, NameRecord, TitleRecord, VideoRecord
from moviesite.common.http.errors import UpstreamNotFoundError
from tests.fakes import others
from tests.fakes.server import FakeUpstream
from tests.fakes.titles import make_title

ANIME = replace(make_title(42), name="Lamp", released=date(2019, 4, 5), rating=8.1, votes=900)


def payload(**changes: Any) -> dict[str, Any]:
    return {**others.jikan(ANIME), **changes}


def test_an_anime() -> None:
    assert map_title(payload()) == TitleRecord(
        external_ids=(ExternalIdRecord(Source.MAL, "42"),),
        title="Lamp",
        original_title="映画 42",
        kind=TitleKind.TV,
        is_anime=True,
        language="ja",
        year=2019,
        end_year=2022,
        release_date=date(2019, 4, 5),
        runtime=24,
        overview="What happens in Lamp.",
        spoken_languages=("ja",),
        countries=("JP",),
        genres=("animation", "action", "science-fiction"),
        keywords=("mecha", "shounen"),
        names=(
            NameRecord("映画 42", "ja"),
            NameRecord("Lamp Romaji", "", NameKind.ALIAS),
            NameRecord("Lamp Other", "", NameKind.ALIAS),
        ),
        videos=(VideoRecord("tr000000042"),),
        ratings=(ExternalRatingRecord(RatingSource.MAL, 8.1, 10, 900),),
    )


def test_without_an_english_name_the_default_one_stands() -> None:
    record = map_title(payload(titles=[], title="Ranpu", title_english=None, title_japanese="ランプ"))

    assert (record.title, record.original_title) == ("Ranpu", "ランプ")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"mal_id": -1}, "no number"),
        ({"type": "Music"}, "neither a film nor a series"),
        ({"type": None}, "neither a film nor a series"),
        ({"titles": None, "title": ""}, "no title"),
    ],
)
def test_what_no_record_can_do_without(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadItemError) as caught:
        map_title(payload(**change))

    assert caught.value.reason == reason


def test_a_title_by_its_number(switched_on: Settings) -> None:
    assert JikanProvider().title("42").title == make_title(42).name


def test_what_it_does_not_know(switched_on: Settings) -> None:
    with pytest.raises(UpstreamNotFoundError):
        JikanProvider().title("999999")


def test_a_search_leaves_songs_out(fake: FakeUpstream, switched_on: Settings) -> None:
    records = JikanProvider().search(make_title(42).name, year=2019)

    asked = fake.asked[0].query
    assert [record.external_ids[0].value for record in records] == ["42"]
    assert (asked["start_date"], asked["end_date"], asked["sfw"]) == ("2019-01-01", "2019-12-31", "true")


def test_a_search_for_films_finds_no_series(switched_on: Settings) -> None:
    assert JikanProvider().search(make_title(42).name, kind=TitleKind.MOVIE) == []


@pytest.mark.parametrize(("source", "key"), [(Source.MAL, "457"), (Source.IMDB, "")])
def test_the_key_is_the_number(source: Source, key: str) -> None:
    assert JikanProvider().key_for([ExternalIdRecord(source, "457")]) == key
