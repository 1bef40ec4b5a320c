"""Jikan's addresses: what is asked there, and how. It wants no key, and little at a time."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from catalog.enums import Provider, TitleKind
from catalog.providers.configuring import is_address
from moviesite.common.http.budget import Limit
from moviesite.common.http.client import HttpClient, Upstream

LIMITS = (Limit(3, 1), Limit(60, 60))
LAST_PAGE = 1000


def is_configured() -> bool:
    """Whether it was turned on and has an address."""
    return settings.JIKAN_ENABLED and is_address(settings.JIKAN_BASE_URL)


def upstream() -> Upstream:
    """Jikan by the present settings."""
    return Upstream(Provider.JIKAN.value, settings.JIKAN_BASE_URL, limits=LIMITS)


class JikanClient:
    """One method for each address; answers are Jikan's own JSON."""

    def __init__(self, http: HttpClient) -> None:
        self._http = http

    def details(self, number: int) -> Any:
        """An anime by MyAnimeList's number."""
        return self._http.get(f"/anime/{number}")

    def search(self, query: str, page: int, kind: TitleKind | None, year: int | None) -> Any:
        """Anime by name, 25 on a page; only MyAnimeList's own type for films says film or series."""
        params = {"q": query[:200], "page": str(page), "limit": "25", "sfw": "true"}
        if kind == TitleKind.MOVIE:
            params["type"] = "movie"
        if year is not None:
            params |= {"start_date": f"{year}-01-01", "end_date": f"{year}-12-31"}
        return self._http.get("/anime", params)
