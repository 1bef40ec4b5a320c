"""TMDB's answers as records, and what is asked for them."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from catalog.enums import CreditRole, ImageKind, NameKind, OfferKind, RatingSource, Source, TitleKind, VideoKind
from catalog.providers.errors import BadItemError
from catalog.providers.records import (
    CreditRecord,
    ExternalIdRecord,
    ExternalRatingRecord,
    ImageRecord,
    NameRecord,
    OfferRecord,
    TitleRecord,
    VideoRecord,
)
from catalog.providers.tmdb.exports import ExportLine, read_export
from catalog.providers.tmdb.mapper import map_title
from catalog.providers.tmdb.names import language_by_script
from catalog.providers.tmdb.provider import ChangedPage, PlatformListing, TmdbProvider
from moviesite.common.http.errors import UpstreamNotFoundError
from tests.catalog.providers.conftest import CANARY
from tests.fakes import server, tmdb
from tests.fakes.server import FakeUpstream
from tests.fakes.titles import FakeTitle, make_title

BASE = "https://image.tmdb.org/t/p"
FILM = FakeTitle(
    number=603,
    name="The Lamp",
    original="దీపం",
    language="te",
    released=date(2019, 4, 5),
    runtime=151,
    genres=(18, 878),
    cast=("Asha Rao", "Ravi Das"),
    director="Mira Sen",
    rating=7.8,
    votes=1200,
)
VIDEO = VideoRecord(
    "tr000000603",
    "The Lamp Trailer",
    kind=VideoKind.TRAILER,
    language="en",
    is_official=True,
    published_at=datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC),
)
IMAGES = (
    ImageRecord(ImageKind.POSTER, f"{BASE}/w500/poster603.jpg", "", 500, None, 0),
    ImageRecord(ImageKind.POSTER, f"{BASE}/w500/poster603b.jpg", "te", 500, 750, 1),
    ImageRecord(ImageKind.BACKDROP, f"{BASE}/w1280/backdrop603.jpg", "", 1280, None, 0),
)
LINK = "https://www.themoviedb.org/movie/603/watch?locale="
OFFERS = (
    OfferRecord("Netflix", "IN", OfferKind.STREAM, f"{LINK}IN"),
    OfferRecord("Apple TV", "IN", OfferKind.RENT, f"{LINK}IN"),
    OfferRecord("Tubi TV", "US", OfferKind.ADS, f"{LINK}US"),
)
CAST = (
    CreditRecord("Asha Rao", CreditRole.ACTOR, 0, "Part 0", 10_000),
    CreditRecord("Ravi Das", CreditRole.ACTOR, 1, "Part 1", 10_001),
)


def test_a_film_with_all_its_parts() -> None:
    assert map_title(TitleKind.MOVIE, tmdb.movie(FILM), BASE) == TitleRecord(
        external_ids=(ExternalIdRecord(Source.TMDB_MOVIE, "603"), ExternalIdRecord(Source.IMDB, "tt0000603")),
        title="The Lamp",
        original_title="దీపం",
        kind=TitleKind.MOVIE,
        language="te",
        year=2019,
        release_date=date(2019, 4, 5),
        runtime=151,
        overview="What happens in The Lamp.",
        spoken_languages=("te",),
        countries=("IN",),
        genres=("drama", "science-fiction", "superhero"),
        keywords=("small-town", "superhero"),
        certifications=(("IN", "U/A"),),
        names=(
            NameRecord("దీపం", "te"),
            NameRecord("हिन्दी नाम 603", "hi"),
            NameRecord("The Lamp The Film", "", NameKind.ALIAS),
        ),
        credits=(CreditRecord("Mira Sen", CreditRole.DIRECTOR, 0, "", 90_603), *CAST),
        images=IMAGES,
        videos=(VIDEO,),
        offers=OFFERS,
        ratings=(ExternalRatingRecord(RatingSource.TMDB, 7.8, 10, 1200),),
    )


def test_a_series_with_all_its_parts() -> None:
    assert map_title(TitleKind.TV, tmdb.tv(FILM), BASE) == TitleRecord(
        external_ids=(ExternalIdRecord(Source.TMDB_TV, "603"), ExternalIdRecord(Source.IMDB, "tt0000603")),
        title="The Lamp",
        original_title="దీపం",
        kind=TitleKind.TV,
        language="te",
        year=2019,
        end_year=2021,
        release_date=date(2019, 4, 5),
        runtime=45,
        seasons=3,
        overview="What happens in The Lamp.",
        spoken_languages=("te",),
        countries=("IN",),
        genres=("drama", "science-fiction"),
        keywords=("small-town",),
        certifications=(("IN", "U/A 13+"),),
        names=(
            NameRecord("దీపం", "te"),
            NameRecord("हिन्दी नाम 603", "hi"),
            NameRecord("The Lamp The Series", "", NameKind.ALIAS),
        ),
        credits=(
            CreditRecord("Mira Sen", CreditRole.CREATOR, 0, "", 80_603),
            CreditRecord("A Writer", CreditRole.WRITER, 0, "", 70_000),
            *CAST,
        ),
        images=IMAGES,
        videos=(VIDEO,),
        offers=OFFERS,
        ratings=(ExternalRatingRecord(RatingSource.TMDB, 7.8, 10, 1200),),
    )


def test_japanese_animation_is_anime() -> None:
    record = map_title(TitleKind.MOVIE, tmdb.movie(replace(FILM, language="ja", genres=(16,))), BASE)

    assert (record.is_anime, record.genres) == (True, ("animation", "superhero"))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": None}, "no number"),
        ({"id": "603; DROP"}, "no number"),
        ({"id": 2**40}, "no number"),
        ({"title": None, "original_title": " "}, "no title"),
        ({"title": 7, "original_title": ["x"]}, "no title"),
        ({"original_language": None}, "no language"),
        ({"original_language": "telugu"}, "no language"),
    ],
)
def test_what_no_record_can_do_without(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadItemError) as caught:
        map_title(TitleKind.MOVIE, {**tmdb.movie(FILM), **change}, BASE)

    assert caught.value.reason == reason


def test_addresses_of_other_hosts_are_left_out() -> None:
    payload = tmdb.movie(FILM)
    payload["poster_path"] = "//evil.example/x.jpg"
    payload["backdrop_path"] = "/../../x.jpg"
    payload["images"] = {"posters": [{"file_path": "/x.svg"}]}
    payload["watch/providers"]["results"]["IN"]["link"] = "javascript:alert(1)"
    payload["watch/providers"]["results"]["US"]["link"] = "https://themoviedb.org.evil.example/"
    payload["videos"]["results"][0]["key"] = "../../../etc"

    record = map_title(TitleKind.MOVIE, payload, BASE)

    assert (record.images, record.videos) == ((), ())
    assert {offer.url for offer in record.offers} == {""}


@pytest.mark.parametrize(
    ("name", "language"),
    [("The Lamp", ""), ("300", ""), ("దీపం", "te"), ("दीपक", "hi"), ("விளக்கு", "ta"), ("ದೀಪ", "kn"), ("ランプ", None)],
)
def test_languages_by_script(name: str, language: str | None) -> None:
    assert language_by_script(name) == language


def test_a_title_is_one_request_with_the_token_in_a_header(fake: FakeUpstream, switched_on: Settings) -> None:
    record = TmdbProvider().title("movie/42")

    asked = fake.asked[0]
    assert (record.title, len(fake.asked)) == (make_title(42).name, 1)
    assert (asked.path, asked.headers["Authorization"]) == ("/tmdb/movie/42", f"Bearer {CANARY}")
    assert len(asked.query["append_to_response"].split(",")) == 9
    assert "api_key" not in asked.query


def test_the_older_key_is_a_parameter(fake: FakeUpstream, switched_on: Settings) -> None:
    switched_on.TMDB_READ_TOKEN, switched_on.TMDB_API_KEY = "", CANARY

    TmdbProvider().title("tv/42")

    assert (fake.asked[0].query["api_key"], "Authorization" in fake.asked[0].headers) == (CANARY, False)


def test_a_series_too_long_for_any_answer_is_asked_for_with_its_main_cast(
    fake: FakeUpstream, switched_on: Settings
) -> None:
    fake.behave("tmdb", server.huge)

    record = TmdbProvider().title("tv/42")

    parts = [request.query["append_to_response"].split(",")[0] for request in fake.asked]
    assert (record.title, parts) == (make_title(42).name, ["aggregate_credits", "credits"])


@pytest.mark.parametrize("key", ["movie/0", "movie/x", "person/3", "movie/1/../2", "603", "", "movie/1\n"])
def test_keys_are_checked_before_anything_is_asked(fake: FakeUpstream, switched_on: Settings, key: str) -> None:
    with pytest.raises(BadItemError):
        TmdbProvider().title(key)

    assert fake.asked == []


def test_an_answer_about_another_title_is_refused(fake: FakeUpstream, switched_on: Settings) -> None:
    fake.behave("tmdb", server.says(tmdb.movie(make_title(8))))

    with pytest.raises(BadItemError):
        TmdbProvider().title("movie/7")


def test_what_tmdb_does_not_know(switched_on: Settings) -> None:
    with pytest.raises(UpstreamNotFoundError):
        TmdbProvider().title("movie/999999")


def test_a_search_of_both_kinds_leaves_people_out(fake: FakeUpstream, switched_on: Settings) -> None:
    wanted = make_title(42)

    records = TmdbProvider().search(wanted.name)

    assert [record.external_ids[0].value for record in records] == ["42"]
    assert (records[0].genres != (), records[0].credits) == (True, ())


def test_a_search_of_both_kinds_leaves_other_years_out(switched_on: Settings) -> None:
    film = make_title(42)

    found = [TmdbProvider().search(film.name, year=film.released.year + later) for later in (0, 1)]

    assert [len(records) for records in found] == [1, 0]


def test_a_search_of_one_kind_names_the_year(fake: FakeUpstream, switched_on: Settings) -> None:
    TmdbProvider().search("lamp", kind=TitleKind.TV, year=2019, page=2)

    asked = fake.asked[0]
    assert (asked.path, asked.query["first_air_date_year"], asked.query["page"]) == ("/tmdb/search/tv", "2019", "2")


@pytest.mark.parametrize(("query", "page"), [("", 1), ("  ", 1), ("lamp", 0), ("lamp", 501)])
def test_searches_that_find_nothing_ask_nothing(
    fake: FakeUpstream, switched_on: Settings, query: str, page: int
) -> None:
    assert (TmdbProvider().search(query, page=page), fake.asked) == ([], [])


def test_trending_keeps_what_can_be_read_and_counts_the_rest(switched_on: Settings) -> None:
    pages = [TmdbProvider().trending("week", page=page) for page in (1, 2, 3)]

    assert [(len(page.records), len(page.skipped), page.page, page.pages) for page in pages] == [
        (20, 0, 1, 3),
        (20, 0, 2, 3),
        (5, 1, 3, 3),
    ]
    assert {record.kind for record in pages[0].records} == {TitleKind.MOVIE, TitleKind.TV}


def test_discover_by_language_and_region(fake: FakeUpstream, switched_on: Settings) -> None:
    page = TmdbProvider().discover(language="te", region="IN", page=3)

    asked = fake.asked[0].query
    assert (asked["with_original_language"], asked["region"], asked["sort_by"]) == ("te", "IN", "popularity.desc")
    assert (len(page.records), page.skipped[0].reason) == (5, "no title")


def test_changes_are_asked_for_two_weeks_at_most(fake: FakeUpstream, switched_on: Settings) -> None:
    page = TmdbProvider().changes(date(2026, 1, 1), until=date(2026, 2, 1), page=3)

    assert page == ChangedPage(tuple(f"movie/{number}" for number in range(41, 46)), 3, 3)
    assert (fake.asked[0].query["start_date"], fake.asked[0].query["end_date"]) == ("2026-01-18", "2026-02-01")


def test_pages_beyond_the_last_are_nobodys(switched_on: Settings) -> None:
    with pytest.raises(ValueError, match="pages 1 to 500"):
        TmdbProvider().trending(page=501)


def test_platforms_of_a_country_of_films_and_series(switched_on: Settings) -> None:
    assert TmdbProvider().watch_providers("IN") == [
        PlatformListing(2, "Apple TV", 2),
        PlatformListing(8, "Netflix", 8),
        PlatformListing(2336, "JioHotstar", 2336),
    ]


def _export(path: Path, *lines: object) -> Path:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_bytes(gzip.compress("".join(f"{text}\n" for text in texts).encode()))
    return path


def test_an_export_goes_on_after_a_line(tmp_path: Path) -> None:
    path = _export(
        tmp_path / "movie_ids.json.gz",
        {"id": 1, "original_title": "One", "popularity": 5.5, "adult": False, "video": False},
        {"id": 2, "original_title": "Two", "popularity": 0.1, "adult": False},
        "no json",
        {"id": "x"},
        {"id": 3, "original_title": "Three", "popularity": 9, "adult": True},
    )

    whole = list(read_export(path, TitleKind.MOVIE, min_popularity=1))
    rest = list(read_export(path, TitleKind.MOVIE, min_popularity=1, after_line=1))

    assert whole == [
        ExportLine(1, "movie/1", "One", 5.5, is_adult=False),
        ExportLine(5, "movie/3", "Three", 9.0, is_adult=True),
    ]
    assert rest == whole[1:]


@pytest.mark.parametrize("damage", ["cut", "plain", "missing"])
def test_a_damaged_export_says_how_far_it_was_read(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "tv_ids.json.gz"
    if damage == "cut":
        _export(
            path, *({"id": number, "original_name": f"{number}" * 50, "popularity": 1} for number in range(1, 5000))
        )
        path.write_bytes(path.read_bytes()[:-2000])
    elif damage == "plain":
        path.write_text("not gzipped")

    with pytest.raises(BadItemError) as caught:
        list(read_export(path, TitleKind.TV))

    assert caught.value.key == "tv_ids.json.gz"
