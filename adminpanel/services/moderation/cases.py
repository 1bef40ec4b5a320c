"""Opening cases, and how much each weighs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from adminpanel.enums import CaseState, ReportReason
from adminpanel.exceptions import CaseNotFoundError
from adminpanel.models import ModerationCase
from adminpanel.selectors.moderation_targets import Target
from moviesite.common.versions import bump_version

#: How urgent a report is; one for each of the reasons that are not named.
SEVERITY = {ReportReason.HATE: 5, ReportReason.HARASSMENT: 5, ReportReason.IMPERSONATION: 3, ReportReason.SPAM: 2}
CAUGHT = 2  # what a rule's hit weighs
EVIDENCE_KEPT = 20
QUEUE = "moderation-queue"  # raised with every change of the queue


def lock_case(case_id: int) -> ModerationCase:
    """The case, locked; CaseNotFoundError."""
    case = ModerationCase.objects.select_for_update().filter(pk=case_id).first()
    if case is None:
        raise CaseNotFoundError
    return case


def open_case(target: Target, *, now: datetime | None = None) -> ModerationCase:
    """The locked case of a target, made where there is none; it keeps the target's words as they are now.

    Belongs inside a transaction. A case that was decided is open again; one that is appealed against stays so.
    """
    now = now or timezone.now()
    case = _locked(target)
    if case is None:
        try:
            with transaction.atomic():
                ModerationCase.objects.create(
                    kind=target.kind, object_id=target.object_id, owner=target.owner, opened_at=now
                )
        except IntegrityError:  # reported by somebody else at the same moment
            pass
        case = _locked(target)
    if case is None:
        raise CaseNotFoundError
    if case.state == CaseState.DECIDED:
        case.state, case.opened_at = CaseState.OPEN, now
    case.language = target.language
    _keep_words(case, target, now)
    case.save()
    return case


def _locked(target: Target) -> ModerationCase | None:
    rows = ModerationCase.objects.select_for_update()
    return rows.filter(kind=target.kind, object_id=target.object_id).first()


def _keep_words(case: ModerationCase, target: Target, now: datetime) -> None:
    words = dict(target.words)
    kept: list[dict[str, Any]] = list(case.evidence)
    if not kept or kept[-1]["words"] != words:
        kept.append({"at": now.isoformat(timespec="seconds"), "words": words})
    # The first and the latest are what matters when there are too many.
    case.evidence = kept if len(kept) <= EVIDENCE_KEPT else [kept[0], *kept[-(EVIDENCE_KEPT - 1) :]]


def weigh(case: ModerationCase) -> None:
    """Bring the weight of a locked case in step with what is not answered yet."""
    open_reports = case.reports.filter(decision=None).order_by().values_list("reason", flat=True)
    weight = sum(SEVERITY.get(ReportReason(reason), 1) for reason in open_reports)
    if case.state != CaseState.DECIDED:
        weight += CAUGHT * case.automod_hits.filter(created_at__gte=case.opened_at).count()
    case.weight = weight
    case.save(update_fields=["weight"])
    transaction.on_commit(lambda: bump_version(QUEUE))
