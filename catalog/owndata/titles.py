"""How an export names titles, so that another site finds them again."""

from __future__ import annotations

from abc import abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from accounts.models import User
from accounts.owndata.registry import UNFIT, OpenFile, Row, Section, Tally
from accounts.owndata.tables import batches
from catalog.enums import Source, TitleKind
from catalog.models import ExternalId, Title

MOST_IDS = 12


def title_refs(title_ids: Iterable[int]) -> dict[int, Row]:
    """Titles by id, as {"name", "year", "kind", "ids": {source: id}}. Two queries."""
    wanted = set(title_ids)
    ids: dict[int, dict[str, str]] = defaultdict(dict)
    for title_id, source, value in (
        ExternalId.objects.filter(title_id__in=wanted).order_by("source", "value").values_list(
            "title_id", "source", "value"
        )
    ):  # fmt: skip
        ids[title_id].setdefault(source, value)
    return {
        pk: {"name": name, "year": year, "kind": kind, "ids": ids[pk]}
        for pk, name, year, kind in Title.objects.filter(pk__in=wanted).values_list("pk", "title", "year", "kind")
    }


def with_titles(rows: Iterable[tuple[int, Row]]) -> Iterator[Row]:
    """Rows with the title each is about in front."""
    for batch in batches(rows):
        refs = title_refs(title_id for title_id, _ in batch)
        for title_id, row in batch:
            yield {"title": refs[title_id], **row}


def find_titles(refs: Sequence[Any]) -> list[int | None]:
    """Ids of published titles, in the order of `refs`: by any external id, else by the same name, year and kind.

    What does not look like `title_refs` wrote it is about no title. Two queries.
    """
    known = [_ids(ref) for ref in refs]
    wanted = {pair for ids in known for pair in ids}
    by_source: dict[tuple[str, str], int] = {}
    rows = ExternalId.objects.filter(
        title__in=Title.objects.published(),
        source__in={source for source, _ in wanted},
        value__in={value for _, value in wanted},
    )
    for source, value, title_id in rows.values_list("source", "value", "title_id"):
        by_source[source, value] = title_id
    found = [next((by_source[pair] for pair in ids if pair in by_source), None) for ids in known]
    by_name = _by_name([ref for ref, title_id in zip(refs, found, strict=True) if title_id is None])
    return [pk if pk is not None else by_name.get(_name(ref)) for ref, pk in zip(refs, found, strict=True)]


def _ids(ref: Any) -> list[tuple[str, str]]:
    ids = ref.get("ids") if isinstance(ref, dict) else None
    if not isinstance(ids, dict):
        return []
    known = [(source, str(value)) for source, value in ids.items() if source in Source.values]
    return [(source, value) for source, value in known[:MOST_IDS] if 0 < len(value) <= 120 and value.isprintable()]


def _name(ref: Any) -> tuple[str, int | None, str]:
    if not isinstance(ref, dict):
        return "", None, ""
    year, kind, name = ref.get("year"), ref.get("kind"), ref.get("name")
    kind = kind if kind in TitleKind.values else ""
    fits = isinstance(name, str) and len(name) <= 255 and name.isprintable()
    return str(name) if fits else "", year if type(year) is int and 0 < year < 10_000 else None, str(kind)


def _by_name(refs: list[Any]) -> dict[tuple[str, int | None, str], int]:
    """Only where one title alone has this name, year and kind."""
    names = {name for name, _, _ in map(_name, refs) if name}
    found: dict[tuple[str, int | None, str], list[int]] = defaultdict(list)
    rows = Title.objects.published().filter(title__in=names).values_list("title", "year", "kind", "pk")
    for name, year, kind, pk in rows if names else ():
        found[name, year, kind].append(pk)
    return {key: ids[0] for key, ids in found.items() if len(ids) == 1}


def matched(rows: Iterable[Row], tally: Tally) -> Iterator[list[tuple[int, Row]]]:
    """Some hundred rows at a time with the titles they are about; those about none are counted."""
    for batch in batches(rows):
        found: list[tuple[int, Row]] = []
        for row, title_id in zip(batch, find_titles([row.get("title") for row in batch]), strict=True):
            if title_id is None:
                tally.miss(_name(row.get("title"))[0] or "?")
            else:
                found.append((title_id, row))
        yield found


class TitleSection(Section):
    """A section whose rows are each about one title: `parse` reads a row, `write` writes what is not there yet."""

    restores = True

    @abstractmethod
    def parse(self, row: Row) -> Any:
        """The row's values; anything of UNFIT where they will not do."""

    @abstractmethod
    def write(self, user: User, found: list[tuple[int, Any]], tally: Tally) -> None:
        """Write some hundred parsed rows with their titles' ids, and count what became of them."""

    def restore(self, user: User, rows: Iterator[Row], open_file: OpenFile) -> Tally:
        """Batch by batch."""
        tally = Tally()
        for batch in matched(rows, tally):
            self.write(user, list(parsed(batch, self.parse, tally)), tally)
        return tally


def parsed(batch: Iterable[tuple[int, Row]], parse: Callable[[Row], Any], tally: Tally) -> Iterator[tuple[int, Any]]:
    """What can be read of a batch; what cannot is counted."""
    for title_id, row in batch:
        try:
            values = parse(row)
        except UNFIT:
            tally.refused += 1
        else:
            yield title_id, values
