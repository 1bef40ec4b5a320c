"""YouTube's JSON as videos, and videos as what they say of a title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from catalog.enums import OfferKind, VideoKind
from catalog.providers.errors import BadItemError
from catalog.providers.reading import (
    country,
    items,
    language,
    line,
    mapping,
    moment,
    strings,
    truth,
    unique,
    whole,
    youtube_key,
)
from catalog.providers.records import OfferRecord, VideoRecord

PLATFORM: Final = "YouTube"
_NAME: Final = 200
_DURATION: Final = re.compile(r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:(\d{1,6})S)?)?", re.ASCII)
_CHANNEL: Final = re.compile(r"UC[\w-]{22}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Video:
    """A video as YouTube describes it. `allowed` is None where all countries but the `blocked` ones may see it."""

    key: str
    name: str
    channel: str = ""
    language: str = ""
    seconds: int | None = None
    published_at: datetime | None = None
    can_be_shown: bool = False
    allowed: tuple[str, ...] | None = None
    blocked: tuple[str, ...] = ()

    def is_open_in(self, code: str) -> bool:
        """Whether it may be seen in a country."""
        return code not in self.blocked and (self.allowed is None or code in self.allowed)


def map_video(payload: Any) -> Video:
    """An entry of /videos; BadItemError without a key or a name."""
    item = mapping(payload)
    key = youtube_key(item.get("id"))
    if not key:
        raise BadItemError("video", "no key")
    snippet, details = mapping(item.get("snippet")), mapping(item.get("contentDetails"))
    name = line(snippet.get("title"), _NAME)
    if not name:
        raise BadItemError(f"video/{key}", "no name")
    restriction = mapping(details.get("regionRestriction"))
    allowed = restriction.get("allowed")
    return Video(
        key,
        name,
        channel_id(snippet.get("channelId")),
        language(line(snippet.get("defaultAudioLanguage"), 20).partition("-")[0]),
        seconds_of(details.get("duration")),
        moment(snippet.get("publishedAt")),
        _can_be_shown(item, snippet, details),
        unique(map(country, strings(allowed, 300)), 300) if isinstance(allowed, list) else None,
        unique(map(country, strings(restriction.get("blocked"), 300)), 300),
    )


def keys_found(payload: Any) -> tuple[str, ...]:
    """Keys of the videos in an answer of /search."""
    found = items(mapping(payload).get("items"), 100)
    return unique((youtube_key(mapping(item.get("id")).get("videoId")) for item in found), 50)


def channel_id(value: Any) -> str:
    """A channel's id, "" for anything else."""
    return value if isinstance(value, str) and _CHANNEL.fullmatch(value) else ""


def seconds_of(value: Any) -> int | None:
    """Seconds of an ISO 8601 duration such as PT2H13M5S; None for one of no length, as live videos have."""
    found = _DURATION.fullmatch(line(value, 40))
    if found is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return whole(((days * 24 + hours) * 60 + minutes) * 60 + seconds, 1, 24 * 3600)


def _can_be_shown(item: dict[str, Any], snippet: dict[str, Any], details: dict[str, Any]) -> bool:
    """Whether a page may embed it: public, finished, for all ages, and not a broadcast."""
    status = mapping(item.get("status"))
    return (
        truth(status.get("embeddable"))
        and status.get("privacyStatus") == "public"
        and status.get("uploadStatus") == "processed"
        and snippet.get("liveBroadcastContent") == "none"
        and mapping(details.get("contentRating")).get("ytRating") != "ytAgeRestricted"
    )


def to_record(video: Video, kind: VideoKind, *, is_official: bool) -> VideoRecord:
    """A video as it is kept with a title."""
    return VideoRecord(
        video.key,
        video.name,
        kind=kind,
        language=video.language,
        is_official=is_official,
        seconds=video.seconds,
        published_at=video.published_at,
    )


def to_offers(video: Video, countries: Sequence[str]) -> tuple[OfferRecord, ...]:
    """A whole film as an offer in each of `countries` where it may be seen."""
    url = f"https://www.youtube.com/watch?v={video.key}"
    return tuple(OfferRecord(PLATFORM, code, OfferKind.FREE, url) for code in countries if video.is_open_in(code))
