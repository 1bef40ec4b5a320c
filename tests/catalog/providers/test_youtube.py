"""Which videos belong to a title."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from catalog.enums import OfferKind, Source, TitleKind, VideoKind
from catalog.providers.errors import BadItemError
from catalog.providers.records import ExternalIdRecord, NameRecord, OfferRecord, TitleRecord, VideoRecord
from catalog.providers.youtube.judging import is_about, is_whole_film, trailer_kind
from catalog.providers.youtube.mapper import Video, map_video, seconds_of
from catalog.providers.youtube.provider import YoutubeProvider
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

IDS = (ExternalIdRecord(Source.TMDB_MOVIE, "42"),)
PUBLISHED = datetime(2021, 5, 6, 7, 8, 9, tzinfo=UTC)


def wanted(**about: Any) -> TitleRecord:
    film = make_title(42)
    return TitleRecord(IDS, **{"title": film.name, "year": film.released.year, "runtime": film.runtime, **about})


def test_a_trailer_and_the_whole_film_of_a_trusted_channel(fake: FakeUpstream, switched_on: Settings) -> None:
    film = make_title(42)
    link = "https://www.youtube.com/watch?v=fi000000042"

    record = YoutubeProvider().about(wanted())

    assert record == TitleRecord(
        external_ids=IDS,
        title=film.name,
        videos=(
            VideoRecord(
                "tr000000042",
                f"{film.name} ({film.released.year}) | Official Trailer",
                kind=VideoKind.TRAILER,
                language="te",
                is_official=True,
                seconds=150,
                published_at=PUBLISHED,
            ),
            VideoRecord(
                "fi000000042",
                f"{film.name} ({film.released.year}) Full Movie",
                kind=VideoKind.FULL,
                language="te",
                is_official=True,
                seconds=film.runtime * 60,
                published_at=PUBLISHED,
            ),
        ),
        offers=(
            OfferRecord("YouTube", "IN", OfferKind.FREE, link),
            OfferRecord("YouTube", "GB", OfferKind.FREE, link),
        ),
    )
    assert [request.path for request in fake.asked] == ["/youtube/search", "/youtube/videos"] * 2
    assert (fake.asked[0].headers["X-Goog-Api-Key"], "key" in fake.asked[0].query) == (CANARY, False)


def test_films_are_not_looked_for_without_trusted_channels_or_for_series(
    fake: FakeUpstream, switched_on: Settings
) -> None:
    series = YoutubeProvider().about(wanted(kind=TitleKind.TV))
    switched_on.YOUTUBE_CHANNELS = []
    film = YoutubeProvider().about(wanted())

    assert (series.offers, film.offers, len(fake.asked)) == ((), (), 4)
    assert [video.is_official for video in film.videos] == [False]


def test_a_search_costs_a_hundred_units_and_a_look_one(switched_on: Settings) -> None:
    provider = YoutubeProvider()
    provider.about(wanted(), with_films=False)

    assert provider.status().left == {"day": 10_000 - 101}


def test_a_day_of_a_hundred_units_has_one_search(fake: FakeUpstream, switched_on: Settings) -> None:
    switched_on.YOUTUBE_DAILY_UNITS = 101
    YoutubeProvider().search("Lamp 42")

    with pytest.raises(BudgetSpentError):
        YoutubeProvider().search("Lamp 42")

    assert fake.count("youtube") == 2


@pytest.mark.parametrize(
    ("status", "reason", "error"),
    [
        (403, "quotaExceeded", BudgetSpentError),
        (400, "keyInvalid", UpstreamRefusedError),
        (403, "forbidden", UpstreamRefusedError),
    ],
)
def test_it_says_no_by_reasons(
    fake: FakeUpstream, switched_on: Settings, status: int, reason: str, error: type[UpstreamError]
) -> None:
    fake.behave("youtube", server.says({"error": {"errors": [{"reason": reason}], "code": status}}, status))

    with pytest.raises(error):
        YoutubeProvider().search("lamp")


def test_one_video(switched_on: Settings) -> None:
    record = YoutubeProvider().title("video/tr000000042")

    assert (record.external_ids, [video.seconds for video in record.videos]) == ((), [150])


def test_a_video_that_is_gone(switched_on: Settings) -> None:
    with pytest.raises(UpstreamNotFoundError):
        YoutubeProvider().title("video/xx000000042")


@pytest.mark.parametrize("key", ["video/short", "tr000000042", "video/../../etc/x", ""])
def test_keys_are_checked(key: str, switched_on: Settings) -> None:
    with pytest.raises(BadItemError):
        YoutubeProvider().title(key)


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({}, True),
        ({"status": {"embeddable": False, "privacyStatus": "public", "uploadStatus": "processed"}}, False),
        ({"status": {"embeddable": True, "privacyStatus": "private", "uploadStatus": "processed"}}, False),
        ({"status": {"embeddable": True, "privacyStatus": "public", "uploadStatus": "uploaded"}}, False),
        ({"status": None}, False),
        ({"contentDetails": {"duration": "PT2M", "contentRating": {"ytRating": "ytAgeRestricted"}}}, False),
        ({"snippet": {"title": "Live", "liveBroadcastContent": "live"}}, False),
    ],
)
def test_what_a_page_may_show(change: dict[str, Any], shown: bool) -> None:
    assert map_video({**others.video("abcdefghijk", "Name", 100), **change}).can_be_shown is shown


def test_only_the_allowed_countries() -> None:
    payload = others.video("abcdefghijk", "Name", 100)
    payload["contentDetails"]["regionRestriction"] = {"allowed": ["IN", "not a code"]}

    video = map_video(payload)

    assert (video.is_open_in("IN"), video.is_open_in("US")) == (True, False)


@pytest.mark.parametrize(
    ("duration", "seconds"),
    [("PT2H13M5S", 7985), ("PT45S", 45), ("P1DT1S", None), ("P0D", None), ("", None), (None, None), ("PT3H", 10_800)],
)
def test_durations(duration: str | None, seconds: int | None) -> None:
    assert seconds_of(duration) == seconds


@pytest.mark.parametrize(
    ("video", "names", "year", "expected"),
    [
        ("The Lamp (2019) - Official Trailer", ["The Lamp"], 2019, True),
        ("The Lamp Official Trailer | Asha Rao", ["The Lamp"], 2019, True),
        ("The Lamp (1984) Trailer", ["The Lamp"], 2019, False),
        ("The Lamp (2020) Trailer", ["The Lamp"], 2019, True),
        ("The Lampshade Trailer", ["The Lamp"], 2019, False),
        ("దీపం - Official Trailer", ["The Lamp", "దీపం"], 2019, True),
        ("RRR Trailer", ["RRR"], 2022, True),
        ("Best of RRR and more trailer", ["RRR"], 2022, False),
        ("New: RRR (2022) Trailer", ["RRR"], 2022, True),
        ("1917 - Official Trailer", ["1917"], 2019, True),
        ("2012 (2009) Trailer", ["2012"], 2009, True),
        ("Trailer", [""], None, False),
    ],
)
def test_videos_about_a_title(video: str, names: list[str], year: int | None, expected: bool) -> None:
    assert is_about(Video("abcdefghijk", video), names, year) is expected


@pytest.mark.parametrize(
    ("name", "seconds", "kind"),
    [
        ("Lamp Official Trailer", 150, VideoKind.TRAILER),
        ("Lamp Teaser", 60, VideoKind.TEASER),
        ("Lamp Trailer Reaction", 150, None),
        ("Lamp Trailer", 4000, None),
        ("Lamp Trailer", None, None),
        ("Lamp Song", 200, None),
    ],
)
def test_kinds_of_trailers(name: str, seconds: int | None, kind: VideoKind | None) -> None:
    assert trailer_kind(Video("abcdefghijk", name, seconds=seconds)) == kind


@pytest.mark.parametrize(
    ("name", "minutes", "runtime", "expected"),
    [
        ("Lamp Full Movie", 150, 151, True),
        ("Lamp Full Movie", 60, 151, False),
        ("Lamp Full Movie", 300, 151, False),
        ("Lamp Full Movie", 90, None, True),
        ("Lamp Full Movie", 20, None, False),
        ("Lamp Movie Scenes", 150, 151, False),
        ("Lamp Full Movie Part 1", 150, 151, False),
    ],
)
def test_whole_films(name: str, minutes: int, runtime: int | None, expected: bool) -> None:
    assert is_whole_film(Video("abcdefghijk", name, seconds=minutes * 60), runtime) is expected


def test_other_names_are_looked_at(switched_on: Settings) -> None:
    film = make_title(42)

    record = YoutubeProvider().about(wanted(title="Another 42", names=(NameRecord(film.name),)))

    assert [video.kind for video in record.videos] == [VideoKind.TRAILER, VideoKind.FULL]
