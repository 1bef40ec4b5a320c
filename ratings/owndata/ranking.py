"""The ranking by duels: its order, every answer, and when it was turned into stars."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any, ClassVar

from django.db.models import F, Max, QuerySet

from accounts.models import User
from accounts.owndata.registry import UNFIT, OpenFile, Row, Section, Tally
from accounts.owndata.tables import batches, moment, plain
from catalog.owndata.titles import TitleSection, find_titles, matched, parsed, title_refs, with_titles
from moviesite.common.transactions import atomic_with_retry
from ratings.enums import DuelOutcome
from ratings.models import RankedTitle, Ranking, RankingAnswer, RankingConversion
from ratings.services.ranking import BATCH, SPACING, lock_ranking


class RankingSection(TitleSection):
    """One row per title, best first; those that the member left out have no rank and come last."""

    name = "ranking"
    models = ("ratings.Ranking", "ratings.RankedTitle")

    def rows(self, user: User) -> QuerySet[Any]:
        """The member's."""
        rows = RankedTitle.objects.filter(ranking__user=user)
        return rows.order_by(F("position").asc(nulls_last=True), "pk")

    def export(self, user: User) -> Iterator[Row]:
        """Ranks count from 1."""
        values = self.rows(user).values_list("title_id", "position", "placed_at").iterator(chunk_size=2000)
        ranks = count(1)
        yield from with_titles(
            (pk, {"rank": None if position is None else next(ranks), "placed_at": plain(at)})
            for pk, position, at in values
        )

    def parse(self, row: Row) -> tuple[bool, datetime]:
        """Whether it is left out, and since when it has its place; the rows' order says which."""
        if row["rank"] is not None and type(row["rank"]) is not int:
            raise ValueError(row["rank"])
        return row["rank"] is None, moment(row["placed_at"])

    def restore(self, user: User, rows: Iterator[Row], open_file: OpenFile) -> Tally:
        """All of it or nothing: two orders are not one, so a ranking that has begun stays and asks about the others."""
        tally = Tally()
        has_begun = self.rows(user).exists()
        for batch in matched(rows, tally):
            found = list(parsed(batch, self.parse, tally))
            if has_begun:
                tally.already += len(found)
            else:
                self.write(user, found, tally)
        return tally

    @atomic_with_retry
    def write(self, user: User, found: list[tuple[int, Any]], tally: Tally) -> None:
        """Below what is there."""
        ranking = lock_ranking(user)
        there = set(RankedTitle.objects.filter(ranking=ranking).values_list("title_id", flat=True))
        fresh = {pk: values for pk, values in found if pk not in there}
        last = RankedTitle.objects.filter(ranking=ranking).aggregate(last=Max("position"))["last"] or 0
        positions = count(last + SPACING, SPACING)
        RankedTitle.objects.bulk_create(
            [
                RankedTitle(ranking=ranking, title_id=pk, position=None if out else next(positions), placed_at=at)
                for pk, (out, at) in fresh.items()
            ],
            batch_size=BATCH,
        )
        tally.restored += len(fresh)
        tally.already += len(found) - len(fresh)

    def merge(self, source: User, target: User) -> None:
        """The target's order stays, or the source's where there is none.

        All answers and conversions come along, so the source's titles find their places with few questions.
        """
        theirs = Ranking.objects.select_for_update().filter(user=source).first()
        if theirs is None:
            return
        if not Ranking.objects.filter(user=target).exists():
            Ranking.objects.filter(pk=theirs.pk).update(user=target)
            return
        ours = lock_ranking(target)
        there = RankedTitle.objects.filter(ranking=ours).values_list("title_id", flat=True)
        left_out = RankedTitle.objects.filter(ranking=theirs, position=None).exclude(title_id__in=list(there))
        left_out.update(ranking=ours)
        for batch in batches(RankingAnswer.objects.filter(ranking=theirs).order_by("id")):
            for row in batch:
                row.ranking, row.question, row.effect = ours, f"merged-{row.pk}", {}
            RankingAnswer.objects.bulk_update(batch, ["ranking", "question", "effect"], batch_size=BATCH)
        RankingConversion.objects.filter(ranking=theirs).update(ranking=ours)
        Ranking.objects.filter(pk=ours.pk).update(version=F("version") + 1)
        theirs.delete()


@dataclass(frozen=True, slots=True)
class Said:
    """An answer of an export; `subject` is "left", "right" or "" for a re-check."""

    outcome: DuelOutcome
    subject: str
    at: datetime
    undone_at: datetime | None

    @property
    def question(self) -> str:
        """A name that is the same whenever the same row is read."""
        return f"restored-{self.at.timestamp():.6f}"


class RankingAnswerSection(Section):
    """One row per duel, also those that were undone."""

    name = "ranking-answers"
    models = ("ratings.RankingAnswer",)
    restores: ClassVar[bool] = True

    def rows(self, user: User) -> QuerySet[Any]:
        """The member's."""
        return RankingAnswer.objects.filter(ranking__user=user).order_by("created_at", "pk")

    def export(self, user: User) -> Iterator[Row]:
        """In the order in which they were given."""
        columns = ("left_id", "right_id", "subject_id", "outcome", "created_at", "undone_at")
        for batch in batches(self.rows(user).values_list(*columns).iterator(chunk_size=2000)):
            refs = title_refs(title_id for left, right, *_ in batch for title_id in (left, right))
            for left, right, subject, outcome, at, undone_at in batch:
                yield {
                    "left": refs[left],
                    "right": refs[right],
                    "subject": {left: "left", right: "right"}.get(subject, ""),
                    "outcome": outcome,
                    "created_at": plain(at),
                    "undone_at": plain(undone_at),
                }

    def restore(self, user: User, rows: Iterator[Row], open_file: OpenFile) -> Tally:
        """Those that are not there yet, by the moment they were given at."""
        tally = Tally()
        for batch in batches(rows):
            lefts = find_titles([row.get("left") for row in batch])
            rights = find_titles([row.get("right") for row in batch])
            found: list[tuple[int, int, Said]] = []
            for row, left, right in zip(batch, lefts, rights, strict=True):
                if left is None or right is None:
                    tally.unmatched += 1
                    continue
                try:
                    found.append((left, right, self._parse(row, left, right)))
                except UNFIT:
                    tally.refused += 1
            self._write(user, found, tally)
        return tally

    def _parse(self, row: Row, left: int, right: int) -> Said:
        if left == right or row["subject"] not in {"left", "right", ""}:
            raise ValueError(row["subject"])
        undone_at = row["undone_at"]
        return Said(
            DuelOutcome(row["outcome"]),
            row["subject"],
            moment(row["created_at"]),
            None if undone_at is None else moment(undone_at),
        )

    @atomic_with_retry
    def _write(self, user: User, found: list[tuple[int, int, Said]], tally: Tally) -> None:
        if not found:
            return
        ranking = lock_ranking(user)
        held = set(RankingAnswer.objects.filter(ranking=ranking).values_list("created_at", flat=True))
        fresh = {said.at: (left, right, said) for left, right, said in found if said.at not in held}
        RankingAnswer.objects.bulk_create(
            [
                RankingAnswer(
                    ranking=ranking,
                    question=said.question,
                    left_id=left,
                    right_id=right,
                    subject_id={"left": left, "right": right}.get(said.subject),
                    outcome=said.outcome.value,
                    created_at=said.at,
                    undone_at=said.undone_at,
                )
                for left, right, said in fresh.values()
            ],
            batch_size=BATCH,
        )
        Ranking.objects.filter(pk=ranking.pk).update(version=F("version") + 1)
        tally.restored += len(fresh)
        tally.already += len(found) - len(fresh)

    def merge(self, source: User, target: User) -> None:
        """With their ranking."""


class RankingConversionSection(Section):
    """When the ranking was turned into stars; a record of what happened, which the ratings have in them."""

    name = "ranking-stars"
    models = ("ratings.RankingConversion",)

    def rows(self, user: User) -> QuerySet[Any]:
        """The member's."""
        return RankingConversion.objects.filter(ranking__user=user).order_by("pk")

    def export(self, user: User) -> Iterator[Row]:
        """Each with the titles whose stars it changed."""
        for row in self.rows(user).iterator(chunk_size=20):
            refs = title_refs(title_id for title_id, _, _ in row.changes)
            yield {
                "applied_at": plain(row.applied_at),
                "undone_at": plain(row.undone_at),
                "changes": [
                    {"title": refs[title_id], "before": before, "after": after}
                    for title_id, before, after in row.changes
                    if title_id in refs
                ],
            }

    def merge(self, source: User, target: User) -> None:
        """With their ranking."""
