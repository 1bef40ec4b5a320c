"""Picks a member sent away, as part of their own data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from accounts.owndata.registry import Row, Tally, exempt_models, register_section
from accounts.owndata.tables import moment, move_rows, plain
from catalog.owndata.titles import TitleSection, with_titles
from recommender.enums import DismissalKind
from recommender.models import Dismissal


class DismissalSection(TitleSection):
    """One row per title."""

    name = "dismissed-picks"
    models = ("recommender.Dismissal",)

    def rows(self, user: User) -> QuerySet[Any]:
        """The member's."""
        return Dismissal.objects.filter(user=user).order_by("created_at", "title_id")

    def export(self, user: User) -> Iterator[Row]:
        """Which, why, and since when."""
        values = self.rows(user).values_list("title_id", "kind", "created_at").iterator(chunk_size=2000)
        yield from with_titles((pk, {"kind": kind, "created_at": plain(at)}) for pk, kind, at in values)

    def parse(self, row: Row) -> tuple[DismissalKind, datetime]:
        """Why, and since when."""
        return DismissalKind(row["kind"]), moment(row["created_at"])

    @transaction.atomic
    def write(self, user: User, found: list[tuple[int, Any]], tally: Tally) -> None:
        """What is not dismissed here yet."""
        wanted = dict(found)
        there = set(Dismissal.objects.filter(user=user, title_id__in=wanted).values_list("title_id", flat=True))
        fresh = [Dismissal(user=user, title_id=pk, kind=kind) for pk, (kind, _) in wanted.items() if pk not in there]
        rows = Dismissal.objects.bulk_create(fresh)
        for row in rows:
            row.created_at = wanted[row.title_id][1]
        Dismissal.objects.bulk_update(rows, ["created_at"], batch_size=200)
        tally.restored += len(rows)
        tally.already += len(found) - len(rows)

    def merge(self, source: User, target: User) -> None:
        """Dismissed once is dismissed."""
        move_rows(Dismissal, owner="user", source=source, target=target, unique=("title_id",))


def register_sections() -> None:
    """Make it known, and say why the training runs are none."""
    register_section(DismissalSection())
    exempt_models(
        {
            "recommender.TrainingRun": "the site's; who asked for it is set to nobody",
            "recommender.TrainingRun_versions": "leads to a training run, not to anything of a member's",
            "recommender.Recommendation": "computed each night from what is taken along; goes with the member",
            "recommender.ScoredMember": "says what those picks were computed from",
        }
    )
