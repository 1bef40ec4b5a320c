"""Picks that a member was shown, what they did with them, and which they sent away, as part of their own data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from accounts.owndata.registry import Row, Section, Tally, exempt_models, register_section
from accounts.owndata.tables import moment, move_rows, plain
from catalog.owndata.titles import TitleSection, with_titles
from recommender.enums import DismissalKind
from recommender.models import Dismissal, Exposure, Impression


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


class ShownSection(Section):
    """What was among the member's picks; a record of what happened, and therefore not brought back."""

    name = "shown-picks"
    models = ("recommender.Impression",)

    def rows(self, user: User) -> QuerySet[Any]:
        """The member's."""
        return Impression.objects.filter(user=user).order_by("first_at", "title_id")

    def export(self, user: User) -> Iterator[Row]:
        """Which, how often, how high at best, and what made the picks."""
        names = ("times", "best_place", "model", "first_at", "last_at")
        values = self.rows(user).values_list("title_id", *names).iterator(chunk_size=2000)
        yield from with_titles((pk, dict(zip(names, map(plain, found), strict=True))) for pk, *found in values)

    @transaction.atomic
    def merge(self, source: User, target: User) -> None:
        """Shown to either is shown; what both were shown is counted together."""
        theirs = {row.title_id: row for row in Impression.objects.filter(user=target)}
        for row in Impression.objects.filter(user=source, title_id__in=theirs).order_by("pk"):
            for name, value in both_shown(theirs[row.title_id], row).items():
                setattr(theirs[row.title_id], name, value)
            theirs[row.title_id].save()
            row.delete()
        move_rows(Impression, owner="user", source=source, target=target)


def both_shown(kept: Impression, gone: Impression) -> dict[str, Any]:
    """What one row says that was two."""
    later = gone if gone.last_at > kept.last_at else kept
    return {
        "times": kept.times + gone.times,
        "best_place": min(kept.best_place, gone.best_place),
        "score": later.score,
        "model": later.model,
        "first_at": min(kept.first_at, gone.first_at),
        "last_at": later.last_at,
    }


class ExperimentSection(Section):
    """The experiments that a member took part in, and what they did then."""

    name = "experiments"
    models = ("recommender.Exposure", "recommender.Outcome")

    def rows(self, user: User) -> QuerySet[Any]:
        """One for each experiment."""
        return Exposure.objects.filter(user=user).order_by("pk")

    def export(self, user: User) -> Iterator[Row]:
        """Each with its arm, how often it was shown, and the outcomes."""
        for row in self.rows(user).select_related("experiment", "arm").prefetch_related("outcomes"):
            yield {
                "experiment": row.experiment.key,
                "arm": row.arm.key,
                "slates": row.slates,
                "first_at": plain(row.first_at),
                "last_at": plain(row.last_at),
                "outcomes": [
                    {"kind": done.kind, "title": done.title_id, "value": done.value, "at": plain(done.at)}
                    for done in row.outcomes.all()
                ],
            }

    def merge(self, source: User, target: User) -> None:
        """Where both took part the target's stays: what the other was shown would count for the wrong arm."""
        move_rows(Exposure, owner="user", source=source, target=target, unique=("experiment_id",))


def register_sections() -> None:
    """Make them known, and say why the rest are none."""
    register_section(DismissalSection())
    register_section(ShownSection())
    register_section(ExperimentSection())
    exempt_models(
        {
            "recommender.Experiment": "the site's; who made it is set to nobody",
            "recommender.Arm": "leads to an experiment, not to anything of a member's",
            "recommender.TrainingRun": "the site's; who asked for it is set to nobody",
            "recommender.TrainingRun_versions": "leads to a training run, not to anything of a member's",
            "recommender.Recommendation": "computed each night from what is taken along; goes with the member",
            "recommender.ScoredMember": "says what those picks were computed from",
        }
    )
