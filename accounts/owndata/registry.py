"""What belongs to a member, in sections that each app registers from its `AppConfig.ready()` (decision 0011).

A section answers for one or more tables: it writes their rows into an export, reads them back, takes them away and
moves them to another account. The registry never names a table of an upper app.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from accounts.models import User
from moviesite.common.errors import DomainError

#: A row of an export: JSON and nothing else. Moments are ISO 8601 in UTC.
Row = dict[str, Any]
#: A file beside the rows: its path inside the archive, and its bytes piece by piece.
ExtraFile = tuple[str, Iterator[bytes]]
#: The bytes of a file of an archive by its path, None where there is none.
OpenFile = Callable[[str], bytes | None]

#: What reading a row of an upload may raise where the row is not what it should be.
UNFIT = (KeyError, TypeError, ValueError, AttributeError, OverflowError, DomainError, ValidationError)
SHOWN_NAMES = 50


@dataclass(slots=True)
class Tally:
    """What became of a section's rows: written, there already, about a title that is not here, or not acceptable."""

    restored: int = 0
    already: int = 0
    unmatched: int = 0
    refused: int = 0
    names: list[str] = field(default_factory=list)

    def miss(self, name: str) -> None:
        """Count a row about something this site does not have; the first of them are named."""
        self.unmatched += 1
        if len(self.names) < SHOWN_NAMES:
            self.names.append(name)


class Section(ABC):
    """One part of what belongs to a member. `name` is that of its files; `models` are labels of the tables it covers.

    `restores` says whether an export may bring it back: what proves who somebody is, and what only records what
    happened, is exported and never read again. Erasing runs before the member's row is deleted; what that row's foreign
    keys take along needs no word here.
    """

    name: ClassVar[str]
    models: ClassVar[tuple[str, ...]]
    restores: ClassVar[bool] = False

    @abstractmethod
    def rows(self, user: User) -> QuerySet[Any]:
        """The rows of the section's main table, for counting."""

    @abstractmethod
    def export(self, user: User) -> Iterator[Row]:
        """Each row, in an order that is always the same."""

    def files(self, user: User) -> Iterator[ExtraFile]:
        """Further files of the export."""
        yield from ()

    def restore(self, user: User, rows: Iterator[Row], open_file: OpenFile) -> Tally:
        """Write what is missing. What is there already stays as it is, so the same file twice changes nothing."""
        return Tally()

    def erase(self, user: User) -> None:  # noqa: B027  most sections leave nothing behind
        """Take away or make nameless what deleting the member would leave behind."""

    @abstractmethod
    def merge(self, source: User, target: User) -> None:
        """Give all of the source's to the target; nothing that says something of its own may be lost."""


_sections: dict[str, Section] = {}


def register_section(section: Section) -> None:
    """Add a section; one of the same name takes its place."""
    _sections[section.name] = section


def sections() -> tuple[Section, ...]:
    """All sections, lower apps first: the order in which they are read back."""
    return tuple(_sections.values())


def covered_models() -> frozenset[str]:
    """Labels of the tables that some section answers for."""
    return frozenset(label for section in _sections.values() for label in section.models)


#: Tables with a path of keys to members that no section covers, and why.
EXEMPT: dict[str, str] = {}


def exempt_models(reasons: dict[str, str]) -> None:
    """Say why tables of an app need no section; a test refuses a table that is neither covered nor named here."""
    EXEMPT.update(reasons)


def counts_of(user: User) -> dict[str, int]:
    """How much there is of each section. One query each."""
    return dict(Counter({section.name: section.rows(user).count() for section in sections()}))
