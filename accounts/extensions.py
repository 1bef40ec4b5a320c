"""What apps above the accounts know, handed in by them: the accounts import none of them.

An app registers from its `AppConfig.ready()`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Activity

#: All genres as (slug, name).
Genres = Callable[[], Sequence[tuple[str, str]]]

#: Platforms as (slug, name): those that show anything in a country, or all of them for "".
Services = Callable[[str], Sequence[tuple[str, str]]]

_genres: list[Genres] = []
_services: list[Services] = []


def register_genres(provider: Genres) -> None:
    """Say which genres there are; the last one registered answers."""
    _genres[:] = [provider]


def known_genres() -> list[tuple[str, str]]:
    """Genres that a member can name as favourites; none where nobody knows of any."""
    return list(_genres[0]()) if _genres else []


def register_services(provider: Services) -> None:
    """Say which platforms there are; the last one registered answers."""
    _services[:] = [provider]


def known_services(country: str = "") -> list[tuple[str, str]]:
    """Platforms that a member can say they use, of a country or all; none where nobody knows of any."""
    return list(_services[0](country)) if _services else []


@dataclass(frozen=True, slots=True)
class News:
    """What there is to say about one entry of a feed: for its template, and as JSON."""

    context: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)


#: From entries of one kind and the reader's id to what is to be said, by entry id; entries that it leaves out are not
#: shown. It asks the database the same number of times whatever the number of entries.
Loader = Callable[[Sequence[Activity], int], Mapping[int, News]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entry. `template` says one; where `several` is given, it says a run of them by one member."""

    name: str
    loader: Loader
    template: str
    several: str = ""


_kinds: dict[str, Kind] = {}


def register_activity_kind(kind: str, *, loader: Loader, template: str, several: str = "") -> None:
    """Say how entries of a kind are read and shown; registered again, the last one counts."""
    _kinds[kind] = Kind(str(kind), loader, template, several)


def activity_kind(name: str) -> Kind | None:
    """A kind by its name; None for one whose app is not there."""
    return _kinds.get(name)
