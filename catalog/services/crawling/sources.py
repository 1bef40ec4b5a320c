"""Where keys come from: lists of a provider, its file of everything, what people name.

A source is read in portions. Each says where reading goes on after it, so that a run that is cut off there loses
nothing; a portion that is read again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.utils import timezone

from catalog.enums import Provider, TitleKind
from catalog.models import SourceRecord
from catalog.providers.base import RecordPage
from catalog.providers.errors import BadItemError
from catalog.providers.facts import record_key
from catalog.providers.tmdb.client import LAST_PAGE
from catalog.providers.tmdb.exports import ExportLine, read_export
from catalog.providers.tmdb.provider import TmdbProvider
from catalog.services.crawling.enrichment import missing_keys

PORTION = 500
At = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Portion:
    """Some keys, what could not be read beside them, how many were passed over because they are fresh, and where to go
    on."""

    keys: tuple[str, ...]
    at: At
    skipped: tuple[BadItemError, ...] = ()
    fresh: int = 0


Source = Callable[[At], Iterator[Portion]]


def named(keys: Sequence[str]) -> Source:
    """What somebody names is asked for whether it is fresh or not."""

    def read(at: At) -> Iterator[Portion]:
        for start in range(at.get("place", 0), len(keys), PORTION):
            yield Portion(tuple(keys[start : start + PORTION]), {"place": start + PORTION})

    return read


def missing(provider: Provider, limit: int) -> Source:
    """Titles of which a provider has not spoken; what was asked meanwhile is missing no more."""

    def read(at: At) -> Iterator[Portion]:
        yield from named(missing_keys(provider, limit))({})

    return read


def changed(source: TmdbProvider, since: date, until: date) -> Source:
    """What changed at TMDB from one day to another, as far as there is something of it here."""

    def read(at: At) -> Iterator[Portion]:
        for kind, first in _pages(at):
            for page in range(first, LAST_PAGE + 1):
                found = source.changes(since, until=until, kind=kind, page=page)
                here = SourceRecord.objects.filter(provider=Provider.TMDB, key__in=found.keys)
                known = set(here.values_list("key", flat=True))
                is_last = page >= found.pages or not found.keys
                keys = tuple(key for key in dict.fromkeys(found.keys) if key in known)
                yield Portion(keys, _after(kind, page, is_last))
                if is_last:
                    break

    return read


def trending(source: TmdbProvider, window: Literal["day", "week"], pages: int) -> Source:
    """What TMDB's visitors look at."""

    def read(at: At) -> Iterator[Portion]:
        for page in range(at.get("page", 1), pages + 1):
            found = source.trending(window, page=page)
            yield _listed(found, {"page": page + 1})
            if page >= found.pages:
                return

    return read


def discovered(source: TmdbProvider, language: str, region: str, pages: int) -> Source:
    """The best known films, then series, of a language."""

    def read(at: At) -> Iterator[Portion]:
        for kind, first in _pages(at):
            for page in range(first, pages + 1):
                found = source.discover(language=language, region=region, kind=kind, page=page)
                is_last = page >= min(pages, found.pages)
                yield _listed(found, _after(kind, page, is_last))
                if is_last:
                    break

    return read


def exported(path: Path, kind: TitleKind, min_popularity: float, limit: int | None) -> Source:
    """TMDB's daily file, without titles for adults; `limit` counts titles, fresh ones too."""

    def read(at: At) -> Iterator[Portion]:
        taken = at.get("taken", 0)
        lines = read_export(path, kind, min_popularity=min_popularity, after_line=at.get("line", 0))
        wanted = (line for line in lines if not line.is_adult)
        while part := list(islice(wanted, PORTION if limit is None else min(PORTION, limit - taken))):
            taken += len(part)
            yield _of_lines(part, taken)

    return read


def _of_lines(lines: Sequence[ExportLine], taken: int) -> Portion:
    keys = without_fresh([line.key for line in lines])
    return Portion(tuple(keys), {"line": lines[-1].number, "taken": taken}, fresh=len(lines) - len(keys))


def _pages(at: At) -> Iterator[tuple[TitleKind, int]]:
    """Each kind that is left with the page to begin at."""
    kinds = list(TitleKind)
    first = TitleKind(at.get("kind", kinds[0]))
    for kind in kinds[kinds.index(first) :]:
        yield kind, at.get("page", 1) if kind == first else 1


def _after(kind: TitleKind, page: int, is_last: bool) -> At:
    """Where to go on; after the last kind's last page, one page further, which is empty."""
    kinds = list(TitleKind)
    if is_last and kind != kinds[-1]:
        return {"kind": kinds[kinds.index(kind) + 1].value, "page": 1}
    return {"kind": kind.value, "page": page + 1}


def _listed(found: RecordPage, at: At) -> Portion:
    keys = [record_key(Provider.TMDB, record) for record in found.records]
    wanted = without_fresh(keys)
    return Portion(tuple(wanted), at, found.skipped, fresh=len(set(keys)) - len(wanted))


def without_fresh(keys: Sequence[str]) -> list[str]:
    """The keys that TMDB has not told everything about lately, each once."""
    limit = timezone.now() - timedelta(seconds=settings.SOFT_TTL)
    rows = SourceRecord.objects.filter(provider=Provider.TMDB, key__in=keys, is_whole=True, fetched_at__gte=limit)
    fresh = set(rows.values_list("key", flat=True))
    return [key for key in dict.fromkeys(keys) if key not in fresh]
