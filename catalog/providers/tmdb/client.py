"""TMDB's addresses: what is asked there, and how."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings

from catalog.enums import Provider, TitleKind
from catalog.providers.configuring import is_address
from moviesite.common.http.budget import Limit
from moviesite.common.http.client import HttpClient, Upstream
from moviesite.common.http.errors import UpstreamTooLongError

#: TMDB says "somewhere in the 40 requests per second range".
LIMITS = (Limit(35, 1),)
LAST_PAGE = 500
_IMAGE_LANGUAGES = "en,te,hi,ta,kn,null"
_SHARED = "external_ids,keywords,videos,watch/providers,translations,alternative_titles,images"
_PARTS = {
    TitleKind.MOVIE: f"credits,release_dates,{_SHARED}",
    TitleKind.TV: f"aggregate_credits,content_ratings,{_SHARED}",
}
#: For series whose whole cast is longer than any answer may be.
_SHORTER = f"credits,content_ratings,{_SHARED}"


def is_configured() -> bool:
    """Whether there is a key and somewhere to send it."""
    return bool(settings.TMDB_READ_TOKEN or settings.TMDB_API_KEY) and is_address(settings.TMDB_BASE_URL)


def upstream() -> Upstream:
    """TMDB by the present settings. The token (v4) goes into a header; the older key can only be a parameter."""
    token, key = settings.TMDB_READ_TOKEN, settings.TMDB_API_KEY
    return Upstream(
        Provider.TMDB.value,
        settings.TMDB_BASE_URL,
        headers={"Authorization": f"Bearer {token}"} if token else {},
        secret_params={"api_key": key} if key and not token else {},
        limits=LIMITS,
    )


class TmdbClient:
    """One method for each address; answers are TMDB's own JSON."""

    def __init__(self, http: HttpClient) -> None:
        self._http = http

    def details(self, kind: TitleKind, number: int) -> Any:
        """A title with all its parts in one request."""
        try:
            return self._details(kind, number, _PARTS[kind])
        except UpstreamTooLongError:
            if kind != TitleKind.TV:
                raise
            return self._details(kind, number, _SHORTER)

    def _details(self, kind: TitleKind, number: int, parts: str) -> Any:
        params = {"language": "en-US", "append_to_response": parts, "include_image_language": _IMAGE_LANGUAGES}
        return self._http.get(f"/{kind.value}/{number}", params)

    def search(self, query: str, page: int, kind: TitleKind | None, year: int | None) -> Any:
        """Titles by name; of both kinds, and then of any year, where no kind is given."""
        params = {"query": query[:200], "page": str(page), "language": "en-US", "include_adult": "false"}
        if kind is None:
            return self._http.get("/search/multi", params)
        if year is not None:
            params["year" if kind == TitleKind.MOVIE else "first_air_date_year"] = str(year)
        return self._http.get(f"/search/{kind.value}", params)

    def changes(self, kind: TitleKind, since: date, until: date, page: int) -> Any:
        """Numbers of titles that changed between two days, at most fourteen apart."""
        days = {"start_date": since.isoformat(), "end_date": until.isoformat()}
        return self._http.get(f"/{kind.value}/changes", {**days, "page": str(page)})

    def trending(self, window: str, page: int) -> Any:
        """What TMDB's visitors look at; `window` is day or week."""
        return self._http.get(f"/trending/all/{window}", {"page": str(page), "language": "en-US"})

    def discover(self, kind: TitleKind, filters: Mapping[str, str], page: int) -> Any:
        """Titles by what they are, the most popular first."""
        params = {"sort_by": "popularity.desc", "include_adult": "false", "language": "en-US", "page": str(page)}
        return self._http.get(f"/discover/{kind.value}", {**params, **filters})

    def platforms(self, kind: TitleKind, country: str) -> Any:
        """Platforms that show titles of a kind in a country."""
        return self._http.get(f"/watch/providers/{kind.value}", {"watch_region": country, "language": "en-US"})
