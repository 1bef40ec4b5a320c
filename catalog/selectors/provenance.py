"""Who said what of a title."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from catalog.dedup.fields import row_values
from catalog.dedup.precedence import SourceFacts, resolve
from catalog.enums import Provider
from catalog.models import SourceRecord, Title

FIELDS = (
    "kind", "is_anime", "title", "original_title", "year", "end_year", "release_date", "runtime", "seasons", "language",
    "spoken_languages", "overview", "certifications", "is_adult",
)  # fmt: skip
_EMPTY: tuple[Any, ...] = (None, "", [], {}, False)


@dataclass(frozen=True, slots=True)
class FieldSource:
    """A filled field: the value that is shown, the Provider it comes from, and what the other sources say instead."""

    name: str
    value: Any
    provider: str
    others: tuple[tuple[str, Any], ...]


def facts_of(title_ids: Iterable[int]) -> dict[int, list[SourceFacts]]:
    """What every source says of some titles, by title id."""
    found: dict[int, list[SourceFacts]] = defaultdict(list)
    rows = SourceRecord.objects.filter(title_id__in=list(title_ids)).order_by("id")
    for title_id, provider, facts in rows.values_list("title_id", "provider", "facts"):
        found[title_id].append(SourceFacts(Provider(provider), facts))
    return found


def provenance(title: Title) -> list[FieldSource]:
    """Where each filled field of the title comes from; a value that no record says is a curator's."""
    said = facts_of([title.pk])[title.pk]
    joined = resolve(said)
    values = row_values(joined)
    alone = [(str(item.provider), row_values(resolve([item]))) for item in said]
    found = []
    for name in FIELDS:
        held = getattr(title, name)
        if held in _EMPTY:
            continue
        believed = (
            str(joined.origin.get(name, Provider.CURATOR)) if values.get(name) == held else Provider.CURATOR.value
        )
        others = tuple((provider, one[name]) for provider, one in alone if name in one and one[name] != held)
        found.append(FieldSource(name, held, believed, others))
    return found
