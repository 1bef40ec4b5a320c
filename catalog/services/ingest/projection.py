"""From what sources say to the rows of titles.

A title is the join of its records (catalog.dedup.precedence). Writing compares what the records said before with what
they say now: a field is set where the row holds what was said before, or nothing. Whatever else it holds was written by
a curator, and stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from catalog.dedup.fields import row_values
from catalog.dedup.normalise import make_slug, sort_title
from catalog.dedup.precedence import SourceFacts, resolve
from catalog.models import Title
from catalog.selectors.provenance import facts_of
from catalog.services.ingest.relations import Turn, write_relations

_EMPTY: tuple[Any, ...] = (None, "", [], {}, False)
#: What a title must have is not taken away even if nobody says it any more.
_LASTING = frozenset({"kind", "title", "original_title", "language"})
_FIELDS = (
    "kind", "is_anime", "title", "original_title", "sort_title", "slug", "year", "end_year", "release_date", "runtime",
    "seasons", "language", "spoken_languages", "overview", "certifications", "is_adult", "director", "poster_url",
)  # fmt: skip
_DERIVED = frozenset({"sort_title", "slug"})
_BLANK: dict[str, Any] = {
    "is_anime": False, "is_adult": False, "overview": "", "director": "", "poster_url": "", "spoken_languages": [],
    "certifications": {},
}  # fmt: skip

Said = Mapping[int, Sequence[SourceFacts]]


@transaction.atomic
def project_titles(title_ids: Iterable[int], *, before: Said | None = None) -> set[int]:
    """Bring titles in line with their records after records came, changed owner or went; returns the ids of those that
    changed. `before` is what `facts_of` gave before that; without it everything said counts as new."""
    wanted = sorted(set(title_ids))
    now = facts_of(wanted)
    titles = Title.objects.filter(pk__in=wanted).order_by("pk")
    return write_titles([make_turn(title, (before or {}).get(title.pk, ()), now[title.pk]) for title in titles])


def make_turn(title: Title, before: Sequence[SourceFacts], now: Sequence[SourceFacts]) -> Turn:
    """A title's step from one set of records to another."""
    return Turn(title, resolve(before), resolve(now))


def write_titles(turns: Sequence[Turn]) -> set[int]:
    """Write fields and relations of titles that exist; returns the ids of those that changed."""
    changed = [turn.title for turn in turns if assign(turn)]
    Title.objects.bulk_update(changed, [*_FIELDS, "updated_at"], batch_size=200)
    return {title.pk for title in changed} | write_relations(turns)


def assign(turn: Turn) -> bool:
    """Put what the records say now into the title's fields; True if that changed anything."""
    title, changed = turn.title, False
    before, after = row_values(turn.before), row_values(turn.after)
    for name in _FIELDS:
        if name in _DERIVED:
            continue
        held, said, says = getattr(title, name), before.get(name), after.get(name)
        if says in _EMPTY and name in _LASTING:
            continue
        value = says if says not in _EMPTY else _BLANK.get(name)
        if (title._state.adding or held in _EMPTY or held == said) and held != value:
            setattr(title, name, value)
            changed = True
    return _derive(title) or changed


def _derive(title: Title) -> bool:
    """What follows from the name; True if that changed."""
    title.original_title = title.original_title or title.title
    names = (sort_title(title.title), make_slug(title.title, title.year))
    changed = (title.sort_title, title.slug) != names
    title.sort_title, title.slug = names
    return changed
