"""What somebody asks a synchronisation to do, read from words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from catalog.enums import CrawlReason, Provider, TitleKind
from catalog.providers.tmdb.client import LAST_PAGE
from catalog.providers.tmdb.provider import TmdbProvider
from catalog.services.crawling.keys import read_keys
from catalog.services.crawling.sources import Source, changed, discovered, exported, missing, named, trending
from catalog.services.crawling.sync import left_in_queue
from catalog.services.crawling.upkeep import last_changes_day
from catalog.services.crawling.working import Bounds

MISSING = 500  # titles, unless told
_LISTS = ("changes", "trending", "discover", "bootstrap")


class WishError(Exception):
    """A wish that makes no sense; the message says why."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What `run_sync` is to be called with; `total` as far as it is known beforehand."""

    provider: Provider
    mode: str
    source: Source | None = None
    reason: CrawlReason = CrawlReason.CURATOR
    given: Mapping[str, Any] | None = field(default_factory=dict)
    total: int | None = None
    limit: int | None = None

    def bounds(self, patience: float) -> Bounds:
        """How much is done."""
        return Bounds(limit=self.limit, patience=patience)


def make_wish(provider: Provider, options: Mapping[str, Any]) -> Wish:
    """The wish in the options of the command; WishError or BadKeyError where there is something wrong with it."""
    mode = next(name for name in ("ids", "queue", "missing", *_LISTS) if options.get(name))
    if mode in _LISTS and provider != Provider.TMDB:
        raise WishError(f"--{mode} is for TMDB alone.")
    if mode == "missing" and provider == Provider.TMDB:
        raise WishError("--missing is for the others: what TMDB has is found with --discover or --bootstrap.")
    if options["pages"] > LAST_PAGE:
        raise WishError(f"TMDB has no more than {LAST_PAGE} pages of a list.")
    limit = options["limit"]
    if mode == "ids":
        keys = read_keys(provider, options["ids"])[:limit]
        return Wish(provider, mode, named(keys), given={"keys": list(keys)}, total=len(keys))
    if mode == "queue":
        waiting = left_in_queue(provider)
        return Wish(provider, mode, given=None, total=min(waiting, limit or waiting), limit=limit)
    if mode == "missing":
        source = missing(provider, limit or MISSING)
        return Wish(provider, mode, source, CrawlReason.BOOTSTRAP, given={"limit": limit}, limit=limit)
    return {"changes": _changes, "trending": _trending, "discover": _discover, "bootstrap": _bootstrap}[mode](options)


def _changes(options: Mapping[str, Any]) -> Wish:
    today = timezone.now().date()
    try:
        since = date.fromisoformat(options["since"]) if options["since"] else last_changes_day()
    except ValueError:
        raise WishError(f"--since {options['since'][:20]!r} is no day, such as 2026-01-31.") from None
    if since > today:
        raise WishError("--since lies in the future.")
    given = {"since": since.isoformat(), "until": today.isoformat()}
    source = changed(TmdbProvider(), since, today)
    return Wish(Provider.TMDB, "changes", source, CrawlReason.CHANGES, given, limit=options["limit"])


def _trending(options: Mapping[str, Any]) -> Wish:
    window, pages = options["trending"], options["pages"]
    source = trending(TmdbProvider(), window, pages)
    given = {"window": window, "pages": pages}
    return Wish(Provider.TMDB, "trending", source, CrawlReason.TRENDING, given, limit=options["limit"])


def _discover(options: Mapping[str, Any]) -> Wish:
    language, region, pages = options["discover"].lower(), options["region"].upper(), options["pages"]
    if re.fullmatch(r"[a-z]{2}", language) is None:
        raise WishError("--discover wants a language by its two letters, such as te.")
    if region and re.fullmatch(r"[A-Z]{2}", region) is None:
        raise WishError("--region wants a country by its two letters, such as IN.")
    source = discovered(TmdbProvider(), language, region, pages)
    given = {"language": language, "region": region, "pages": pages}
    return Wish(Provider.TMDB, "discover", source, CrawlReason.BOOTSTRAP, given, limit=options["limit"])


def _bootstrap(options: Mapping[str, Any]) -> Wish:
    path = Path(options["bootstrap"])
    if not path.is_file():
        raise WishError(f"There is no file {path.name}.")
    kind = _kind_of(path, options["kind"])
    popularity, limit = options["min_popularity"], options["limit"]
    if not 0 <= popularity < float("inf"):
        raise WishError("--min-popularity is 0 or more.")
    given = {"file": path.name, "kind": kind.value, "popularity": popularity, "limit": limit}
    source = exported(path, kind, popularity, limit)
    return Wish(Provider.TMDB, "bootstrap", source, CrawlReason.BOOTSTRAP, given)


def _kind_of(path: Path, said: str | None) -> TitleKind:
    """Films or series, by what is said or by TMDB's own name of the file."""
    if said:
        return TitleKind(said)
    if path.name.startswith("movie_ids"):
        return TitleKind.MOVIE
    if path.name.startswith("tv_series_ids"):
        return TitleKind.TV
    raise WishError(f"Say with --kind what is in {path.name}: movie or tv.")
