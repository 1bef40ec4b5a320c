"""YouTube's addresses: what is asked there, and what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from catalog.enums import Provider
from catalog.providers.configuring import is_address
from catalog.providers.reading import items, line, mapping
from moviesite.common.http.budget import Limit
from moviesite.common.http.client import HttpClient, Upstream
from moviesite.common.http.verdicts import Verdict

SEARCH_COST, LOOKUP_COST = 100, 1  # units
MOST = 50  # videos in one answer
_PACIFIC_MIDNIGHT = 8 * 3600  # seconds after midnight UTC, when YouTube's day begins (in winter)
_VERDICTS = {
    "quotaExceeded": Verdict.SPENT,
    "dailyLimitExceeded": Verdict.SPENT,
    "rateLimitExceeded": Verdict.BUSY,
    "userRateLimitExceeded": Verdict.BUSY,
    "keyInvalid": Verdict.REFUSED,
    "keyExpired": Verdict.REFUSED,
    "accessNotConfigured": Verdict.REFUSED,
}


def is_configured() -> bool:
    """Whether there is a key and somewhere to send it."""
    return bool(settings.YOUTUBE_API_KEY) and is_address(settings.YOUTUBE_BASE_URL)


def upstream() -> Upstream:
    """YouTube by the present settings."""
    return Upstream(
        Provider.YOUTUBE.value,
        settings.YOUTUBE_BASE_URL,
        headers={"X-Goog-Api-Key": settings.YOUTUBE_API_KEY},
        limits=(Limit(settings.YOUTUBE_DAILY_UNITS, 86400, _PACIFIC_MIDNIGHT),),
        judge=judge,
    )


def judge(status: int, answer: Any) -> Verdict | None:
    """YouTube says why in the body: 403 may be a spent quota, and a wrong key is a 400."""
    if status == 200:
        return None
    errors = items(mapping(mapping(answer).get("error")).get("errors"), 10)
    return next((_VERDICTS[reason] for item in errors if (reason := line(item.get("reason"))) in _VERDICTS), None)


class YoutubeClient:
    """One method for each address; answers are YouTube's own JSON."""

    def __init__(self, http: HttpClient) -> None:
        self._http = http

    def search(self, query: str, *, duration: str = "any", most: int = 15) -> Any:
        """Keys of videos by words; `duration` is any, short, medium or long (over twenty minutes)."""
        params = {
            "part": "snippet",
            "type": "video",
            "q": query[:200],
            "maxResults": str(most),
            "videoDuration": duration,
            "videoEmbeddable": "true",
            "safeSearch": "moderate",
        }
        return self._http.get("/search", params, cost=SEARCH_COST)

    def videos(self, keys: Sequence[str]) -> Any:
        """What there is to know of up to fifty videos."""
        params = {"part": "snippet,contentDetails,status", "id": ",".join(keys[:MOST]), "maxResults": str(MOST)}
        return self._http.get("/videos", params, cost=LOOKUP_COST)
