"""OMDb's one address: what is asked there, and how."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from catalog.enums import Provider, TitleKind
from catalog.providers.configuring import is_address
from catalog.providers.reading import line, mapping
from moviesite.common.http.budget import Limit
from moviesite.common.http.client import HttpClient, Upstream
from moviesite.common.http.verdicts import Verdict

LAST_PAGE = 100
_KINDS = {TitleKind.MOVIE: "movie", TitleKind.TV: "series"}


def is_configured() -> bool:
    """Whether there is a key and somewhere to send it."""
    return bool(settings.OMDB_API_KEY) and is_address(settings.OMDB_BASE_URL)


def upstream() -> Upstream:
    """OMDb by the present settings. Its key can only be a parameter."""
    return Upstream(
        Provider.OMDB.value,
        settings.OMDB_BASE_URL,
        secret_params={"apikey": settings.OMDB_API_KEY},
        limits=(Limit(10, 1), Limit(settings.OMDB_DAILY_LIMIT, 86400)),
        judge=judge,
    )


def judge(status: int, answer: Any) -> Verdict | None:
    """OMDb says no in words: under 200 for what it does not know, under 401 for a spent as for a wrong key."""
    said = mapping(answer)
    if said.get("Response") != "False":
        return None
    words = line(said.get("Error")).lower()
    if "limit reached" in words:
        return Verdict.SPENT
    if "api key" in words:
        return Verdict.REFUSED
    if "not found" in words or "incorrect imdb id" in words or "too many results" in words:
        return Verdict.MISSING
    return Verdict.BUSY if status == 200 else None


class OmdbClient:
    """One method for each question; answers are OMDb's own JSON."""

    def __init__(self, http: HttpClient) -> None:
        self._http = http

    def details(self, imdb_id: str) -> Any:
        """A title by its IMDb id, with the long plot."""
        return self._http.get("/", {"i": imdb_id, "plot": "full", "r": "json"})

    def search(self, query: str, page: int, kind: TitleKind | None, year: int | None) -> Any:
        """Titles by name, ten on a page."""
        params = {"s": query[:200], "page": str(page), "r": "json"}
        if kind is not None:
            params["type"] = _KINDS[kind]
        if year is not None:
            params["y"] = str(year)
        return self._http.get("/", params)
