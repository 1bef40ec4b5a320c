"""What every provider can do, and what it answers with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django.core.checks import CheckMessage

from catalog.enums import Provider, TitleKind
from catalog.providers.errors import BadItemError, ProviderOffError
from catalog.providers.records import ExternalIdRecord, TitleRecord
from moviesite.common.http.client import HttpClient, Upstream
from moviesite.common.http.status import UpstreamStatus, upstream_status

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One page of a list: light records, what could not be read, and how many pages there are."""

    records: tuple[TitleRecord, ...] = ()
    skipped: tuple[BadItemError, ...] = ()
    page: int = 1
    pages: int = 1


class MetadataProvider(Protocol):
    """A source of titles. Asking raises an UpstreamError, a BadItemError or, without a key, a ProviderOffError."""

    name: Provider

    def is_on(self) -> bool:
        """Whether it has all it needs to be asked."""

    def check_config(self) -> list[CheckMessage]:
        """What is to be said about its settings; nothing is asked of it."""

    def status(self) -> UpstreamStatus:
        """Whether its circuit is closed and what is left of its budget; nothing is asked of it."""

    def key_for(self, external_ids: Iterable[ExternalIdRecord]) -> str:
        """The key under which it knows the title with these ids, "" where that cannot be told."""

    def title(self, key: str) -> TitleRecord:
        """Everything it knows about one title."""

    def search(
        self, query: str, *, page: int = 1, kind: TitleKind | None = None, year: int | None = None
    ) -> list[TitleRecord]:
        """Light records of what it finds; what cannot be read is left out."""


@dataclass(frozen=True, slots=True)
class Wiring:
    """A provider's settings, read when asked for: whether there are all, where it is by them, and what is to be said of
    them."""

    is_configured: Callable[[], bool]
    upstream: Callable[[], Upstream]
    check: Callable[[], list[CheckMessage]]


class HttpProvider:
    """What providers behind HTTP have in common. Tests and benchmarks give a `client` of their own."""

    name: Provider
    wiring: Wiring

    def __init__(self, client: HttpClient | None = None) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def is_on(self) -> bool:
        """Whether it has all it needs to be asked."""
        return self.wiring.is_configured()

    def check_config(self) -> list[CheckMessage]:
        """What is to be said about its settings."""
        return self.wiring.check()

    def status(self) -> UpstreamStatus:
        """Whether its circuit is closed and what is left of its budget; nothing is asked of it."""
        return upstream_status(self.name.value, self.wiring.upstream().limits)

    def http(self) -> HttpClient:
        """The client; ProviderOffError where it is switched off."""
        if self._client is not None:
            return self._client
        if not self.is_on():
            raise ProviderOffError(f"{self.name.label} is switched off")
        return HttpClient(self.wiring.upstream())


def map_each(found: Iterable[T], map_one: Callable[[T], TitleRecord | None]) -> RecordPage:
    """Map what can be mapped; None is left out silently, a bad item is kept with its reason."""
    records: list[TitleRecord] = []
    skipped: list[BadItemError] = []
    for item in found:
        try:
            record = map_one(item)
        except BadItemError as error:
            skipped.append(error)
        else:
            if record is not None:
                records.append(record)
    return RecordPage(tuple(records), tuple(skipped))


def id_of(external_ids: Iterable[ExternalIdRecord], *sources: Any) -> ExternalIdRecord | None:
    """The first of these ids that is of one of `sources`."""
    return next((item for item in external_ids if item.source in sources), None)
