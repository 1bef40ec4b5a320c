"""Pairs of titles that may be one, for whoever decides about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from catalog.enums import CreditRole, MatchState, Provider
from catalog.models import Credit, ExternalId, SourceRecord, Title, TitleMatch, TitleName, TitleStats
from catalog.selectors.provenance import FieldSource, provenance
from catalog.selectors.said import as_text

PEOPLE, NAMES = 8, 12


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of one side as text, and the name of who said it; both "" where nobody says anything."""

    text: str = ""
    provider: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the comparison. `differs` where both sides say something else."""

    label: str
    first: Cell
    second: Cell
    differs: bool


@dataclass(frozen=True, slots=True)
class Side:
    """A title with what members did, and its records."""

    title: Title
    poster: str
    stats: TitleStats
    records: Sequence[SourceRecord]


@dataclass(frozen=True, slots=True)
class Compared:
    """Both titles of a match, line by line."""

    first: Side
    second: Side
    rows: tuple[Row, ...]

    @property
    def sides(self) -> tuple[Side, Side]:
        """Left and right."""
        return self.first, self.second


def open_matches() -> QuerySet[TitleMatch]:
    """What waits, the surest first; a title that has become part of another is nobody's question any more."""
    waiting = TitleMatch.objects.filter(state=MatchState.OPEN, first__merged_into=None, second__merged_into=None)
    return waiting.order_by("-score", "id")


def next_open_match() -> int | None:
    """The one to decide next."""
    return open_matches().values_list("pk", flat=True).first()


def compared(match: TitleMatch) -> Compared:
    """Both sides of a match. As many queries for any two titles."""
    sides = [match.first, match.second]
    stats = TitleStats.objects.in_bulk([title.pk for title in sides])
    records = [list(SourceRecord.objects.filter(title=title).order_by("provider", "key")) for title in sides]
    first, second = (
        Side(
            title=title,
            poster=title.poster_url or f"/title/{title.pk}/poster.svg",
            stats=stats.get(title.pk) or TitleStats(title=title),
            records=rows,
        )
        for title, rows in zip(sides, records, strict=True)
    )
    return Compared(first, second, tuple(_rows(*sides)))


def _rows(first: Title, second: Title) -> list[Row]:
    ours, theirs = ({field.name: field for field in provenance(title)} for title in (first, second))
    names = dict.fromkeys([*ours, *theirs])
    rows = [_row(name.replace("_", " "), _cell(ours.get(name)), _cell(theirs.get(name))) for name in names]
    both = (_others(first), _others(second))
    return rows + [_row(label, both[0].get(label, Cell()), both[1].get(label, Cell())) for label in (both[0] | both[1])]


def _row(label: str, first: Cell, second: Cell) -> Row:
    return Row(label, first, second, bool(first.text and second.text and first.text != second.text))


def _cell(field: FieldSource | None) -> Cell:
    return Cell() if field is None else Cell(as_text(field.value), str(Provider(field.provider).label))


def _others(title: Title) -> dict[str, Cell]:
    """Ids, names and people, which no single source is believed about."""
    ids = ExternalId.objects.filter(title=title).order_by("source", "value").values_list("source", "value")
    names = TitleName.objects.filter(title=title).order_by("language", "name").values_list("name", flat=True)
    found = {"ids": ", ".join(f"{source} {value}" for source, value in ids), "names": ", ".join(names[:NAMES])}
    credited = Credit.objects.filter(title=title).order_by("position", "id").values_list("role", "person__name")
    people: dict[str, list[str]] = {}
    for role, person in credited:
        people.setdefault(str(CreditRole(role).label).lower(), []).append(person)
    found |= {role: ", ".join(persons[:PEOPLE]) for role, persons in people.items()}
    return {label: Cell(text) for label, text in found.items() if text}
