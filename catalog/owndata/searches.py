"""What a member looked for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import ClassVar

from accounts.models import User
from accounts.owndata.registry import UNFIT, OpenFile, Row, Tally
from accounts.owndata.tables import TableSection, moment
from catalog.dedup.normalise import fold_case
from catalog.models import SearchHistoryEntry
from catalog.services.search_history import KEPT, LONGEST
from moviesite.common.text import one_line

MOST_TIMES = 1_000_000


class SearchSection(TableSection):
    """The search history."""

    name = "searches"
    models = ("catalog.SearchHistoryEntry",)
    restores: ClassVar[bool] = True
    model = SearchHistoryEntry
    columns = ("query", "times", "searched_at")
    unique = ("query_key",)

    def restore(self, user: User, rows: Iterator[Row], open_file: OpenFile) -> Tally:
        """What was not looked for here yet, as long as there is room."""
        tally = Tally()
        for row in rows:
            if self.rows(user).count() >= KEPT:
                tally.refused += 1
                continue
            try:
                words, times, at = one_line(row["query"])[:LONGEST], int(row["times"]), moment(row["searched_at"])
                if not words or not 0 < times <= MOST_TIMES:
                    raise ValueError(words)
            except UNFIT:
                tally.refused += 1
                continue
            _row, created = SearchHistoryEntry.objects.get_or_create(
                user=user,
                query_key=hashlib.sha256(fold_case(words).encode()).hexdigest(),
                defaults={"query": words, "times": times, "searched_at": at},
            )
            tally.restored += created
            tally.already += not created
        return tally

    def merge(self, source: User, target: User) -> None:
        """The same search counts as often as both made it."""
        theirs = {row.query_key: row for row in SearchHistoryEntry.objects.filter(user=source)}
        for row in SearchHistoryEntry.objects.filter(user=target, query_key__in=theirs):
            other = theirs[row.query_key]
            row.times += other.times
            row.searched_at = max(row.searched_at, other.searched_at)
            row.save(update_fields=["times", "searched_at"])
        super().merge(source, target)
