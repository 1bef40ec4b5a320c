"""TMDB's cast and crew as credits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from catalog.enums import CreditRole, TitleKind
from catalog.providers.reading import items, line, mapping, whole
from catalog.providers.records import CreditRecord

_CAST: Final = 30
_PERSON: Final = 160
_LARGEST: Final = 2**31 - 1
_JOBS: Final = {
    "Director": CreditRole.DIRECTOR,
    "Screenplay": CreditRole.WRITER,
    "Writer": CreditRole.WRITER,
    "Story": CreditRole.WRITER,
    "Author": CreditRole.WRITER,
    "Dialogue": CreditRole.WRITER,
    "Original Music Composer": CreditRole.COMPOSER,
    "Music": CreditRole.COMPOSER,
    "Music Director": CreditRole.COMPOSER,
}
_MOST: Final = {CreditRole.DIRECTOR: 4, CreditRole.WRITER: 6, CreditRole.COMPOSER: 3, CreditRole.CREATOR: 6}


def credits_of(payload: dict[str, Any], kind: TitleKind) -> tuple[CreditRecord, ...]:
    """Who made the title: its lead people, writers and composers, and the first thirty of its cast."""
    parts = mapping(payload.get("aggregate_credits")) or mapping(payload.get("credits"))
    found: dict[tuple[str, CreditRole], CreditRecord] = {}
    counts: dict[CreditRole, int] = {}
    creators = list(_creators(payload)) if kind == TitleKind.TV else []
    for role, person, character in (*creators, *_crew(parts, kind, bool(creators)), *_cast(parts)):
        name = line(person.get("name"), _PERSON)
        position = counts.get(role, 0)
        if not name or (name, role) in found or position >= _MOST.get(role, _CAST):
            continue
        number = whole(person.get("id"), 1, _LARGEST)
        found[name, role] = CreditRecord(name, role, position, character, number)
        counts[role] = position + 1
    return tuple(found.values())


def _creators(payload: dict[str, Any]) -> Iterator[tuple[CreditRole, dict[str, Any], str]]:
    for person in items(payload.get("created_by")):
        yield CreditRole.CREATOR, person, ""


def _crew(
    parts: dict[str, Any], kind: TitleKind, has_creators: bool
) -> Iterator[tuple[CreditRole, dict[str, Any], str]]:
    for person in items(parts.get("crew")):
        jobs = [person.get("job"), *(job.get("job") for job in items(person.get("jobs")))]
        roles = {_JOBS[job] for job in jobs if isinstance(job, str) and job in _JOBS}
        # Each episode of a series has its director; whoever created it speaks for the whole.
        if kind == TitleKind.TV and has_creators:
            roles.discard(CreditRole.DIRECTOR)
        for role in sorted(roles):
            yield role, person, ""


def _cast(parts: dict[str, Any]) -> Iterator[tuple[CreditRole, dict[str, Any], str]]:
    cast = list(items(parts.get("cast")))
    cast.sort(key=lambda person: whole(person.get("order"), 0, 100_000) or 0)
    for person in cast:
        roles = [role.get("character") for role in items(person.get("roles"))]
        yield CreditRole.ACTOR, person, line(next(iter(roles), None) or person.get("character"), _PERSON)
