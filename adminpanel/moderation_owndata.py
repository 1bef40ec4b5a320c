"""What moderation keeps of members, as part of their own data. Reporters are in nobody's export but their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from accounts.owndata.registry import Row, Section, exempt_models, register_section
from accounts.owndata.tables import TableSection, move_rows, plain
from adminpanel.enums import ReportedKind
from adminpanel.models import Appeal, ModerationCase, ModerationDecision, Report


class ReportSection(TableSection):
    """What the member reported."""

    name = "reports"
    models = ("adminpanel.Report",)
    model = Report
    owner = "reporter"
    columns = ("case__kind", "case__object_id", "reason", "note", "created_at", "updated_at")
    unique = ("case_id",)

    def export(self, user: User) -> Iterator[Row]:
        """By plain names."""
        for row in super().export(user):
            yield {name.removeprefix("case__"): value for name, value in row.items()}


class ModerationSection(Section):
    """What was decided about the member and their words."""

    name = "moderation"
    models = ("adminpanel.ModerationCase", "adminpanel.ModerationDecision", "adminpanel.AutomodHit")

    def rows(self, user: User) -> QuerySet[Any]:
        """The decisions."""
        return ModerationDecision.objects.filter(case__owner=user).order_by("pk")

    def export(self, user: User) -> Iterator[Row]:
        """Without who decided or reported."""
        columns = ("case__kind", "case__object_id", "action", "reason", "until", "created_at", "undone_at")
        for values in self.rows(user).values(*columns).iterator(chunk_size=2000):
            yield {name.removeprefix("case__"): plain(value) for name, value in values.items()}

    def merge(self, source: User, target: User) -> None:
        """Cases about both members become one, and all others are the target's; so is what a moderator decided."""
        of_member = ModerationCase.objects.filter(kind=ReportedKind.MEMBER)
        gone = of_member.filter(object_id=source.pk).first()
        kept = of_member.filter(object_id=target.pk).first()
        if gone is not None and kept is not None:
            _unite(gone, kept)
        elif gone is not None:
            of_member.filter(pk=gone.pk).update(object_id=target.pk)
        ModerationCase.objects.filter(owner=source).update(owner=target)
        ModerationDecision.objects.filter(moderator=source).update(moderator=target)
        ModerationDecision.objects.filter(undone_by=source).update(undone_by=target)


def _unite(gone: ModerationCase, kept: ModerationCase) -> None:
    known = kept.reports.values_list("reporter_id", flat=True)
    gone.reports.filter(reporter_id__in=list(known)).delete()
    for rows in (gone.reports, gone.decisions, gone.automod_hits):
        rows.update(case=kept)
    kept.evidence = [*gone.evidence, *kept.evidence]
    kept.weight += gone.weight
    kept.save(update_fields=["evidence", "weight"])
    gone.delete()


class AppealSection(TableSection):
    """What the member said against decisions, and the answers."""

    name = "appeals"
    models = ("adminpanel.Appeal",)
    model = Appeal
    owner = "author"
    columns = ("text", "state", "answer", "created_at", "decided_at")

    def merge(self, source: User, target: User) -> None:
        """Also the answers of one who answered."""
        move_rows(Appeal, owner="author", source=source, target=target)
        Appeal.objects.filter(decided_by=source).update(decided_by=target)


def register_sections() -> None:
    """Make them known, and say why the site's own rules are nobody's."""
    for section in (ReportSection, ModerationSection, AppealSection):
        register_section(section())
    exempt_models(
        {
            "adminpanel.AutomodRule": "the site's; who made it is set to nobody",
            "adminpanel.BlockedNetwork": "the site's; who made it is set to nobody",
        }
    )
