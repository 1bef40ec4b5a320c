"""Reads about imports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, QuerySet

from accounts.models import User
from catalog.selectors.cards import TitleCard, cards_by_id
from ratings.enums import ItemState
from ratings.exceptions import ImportNotFoundError
from ratings.models import ImportItem, ImportJob


@dataclass(frozen=True, slots=True)
class Film:
    """A title as a file names it: its first line, how many lines speak of it, and what it may mean here."""

    item: ImportItem
    lines: int
    card: TitleCard | None
    candidates: tuple[TitleCard, ...]

    @property
    def name(self) -> str:
        """As the file spells it; a list has its own."""
        return str(self.item.row.get("name") or self.item.row.get("list_name") or "")

    @property
    def year(self) -> int | None:
        """The year in the file."""
        year: int | None = self.item.row.get("year")
        return year


def imports_of(member: User) -> QuerySet[ImportJob]:
    """A member's imports, latest first."""
    return ImportJob.objects.filter(user=member).order_by("-id")


def find_import(member: User, job_id: int) -> ImportJob:
    """One of a member's imports; ImportNotFoundError if it is not theirs."""
    job = imports_of(member).filter(pk=job_id).first()
    if job is None:
        raise ImportNotFoundError
    return job


def items_of(job: ImportJob, state: str = "") -> QuerySet[ImportItem]:
    """The lines of an import in the file's order, of one state or of all."""
    items = job.items.order_by("id")
    return items.filter(state=state) if state else items


def films_in(job: ImportJob, state: str) -> QuerySet[ImportItem, Any]:
    """Each title that lines of this state speak of, once, in the file's order: {"film_key", "first", "lines"}."""
    rows = job.items.filter(state=state).order_by().values("film_key").annotate(first=Min("id"), lines=Count("id"))
    return rows.order_by("first")


def films_of(rows: Sequence[dict[str, Any]]) -> list[Film]:
    """What `films_in` found, with cards, by three queries whatever their number."""
    items = ImportItem.objects.in_bulk([row["first"] for row in rows])
    wanted = {pk for item in items.values() for pk in (item.title_id, *item.candidates) if pk is not None}
    cards = cards_by_id(sorted(wanted))
    return [
        Film(
            item := items[row["first"]],
            row["lines"],
            cards.get(item.title_id or 0),
            tuple(cards[pk] for pk in item.candidates if pk in cards),
        )
        for row in rows
        if row["first"] in items
    ]


def state_totals(job: ImportJob) -> dict[str, int]:
    """How many lines are in each state, in the order of the states; empty ones are left out."""
    return {
        state: total
        for state in ItemState.values
        if (total := sum(states.get(state, 0) for states in job.counts.values()))
    }
