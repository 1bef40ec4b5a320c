"""Whom moderation tells what: authors the rule and the way to appeal, reporters only that somebody looked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from accounts.enums import NotificationChannel
from accounts.services.notifications import notify
from adminpanel.enums import ModerationAction
from adminpanel.models import Appeal, ModerationDecision

MODERATED, REPORT_SEEN, APPEAL_ANSWERED = "moderated", "report_seen", "appeal_answered"
#: What an author can appeal against.
APPEALABLE = frozenset(
    {ModerationAction.HIDE, ModerationAction.SPOILERS, ModerationAction.WARN, ModerationAction.SUSPEND}
)


def tell_author(decision: ModerationDecision, *, was_held: bool, now: datetime | None = None) -> None:
    """What was decided; that nothing was wrong only where something had been hidden meanwhile."""
    action = ModerationAction(decision.action)
    if action == ModerationAction.DISMISS and not was_held:
        return
    appealable = action in APPEALABLE
    notify(
        recipient_id=decision.case.owner_id,
        kind=MODERATED,
        data={"action": action.value, "about": decision.case.kind, "reason": decision.reason},
        url=reverse("adminpanel:appeal", args=[decision.pk]) if appealable else "",
        dedupe_key=str(decision.pk),
        # Who is suspended gets a letter of its own, as deliveries to them are left out.
        without=[NotificationChannel.EMAIL] if action == ModerationAction.SUSPEND else [],
        now=now,
    )


def tell_undone(decision: ModerationDecision) -> None:
    """That a decision was taken back."""
    if decision.action in APPEALABLE:
        notify(
            recipient_id=decision.case.owner_id,
            kind=MODERATED,
            data={"action": "undone", "about": decision.case.kind, "reason": decision.reason},
            dedupe_key=f"{decision.pk}:undone",
        )


def tell_reporters(decision: ModerationDecision, reporter_ids: Iterable[int]) -> None:
    """Thanks, and not a word about what came of it."""
    for reporter_id in reporter_ids:
        notify(
            recipient_id=reporter_id,
            kind=REPORT_SEEN,
            data={"about": decision.case.kind},
            dedupe_key=str(decision.pk),
        )


def tell_appellant(appeal: Appeal) -> None:
    """What became of an appeal; who is still suspended reads it in a letter."""
    notify(
        recipient_id=appeal.author_id,
        kind=APPEAL_ANSWERED,
        data={"state": appeal.state, "answer": appeal.answer},
        url=reverse("adminpanel:appeal", args=[appeal.decision_id]),
        dedupe_key=str(appeal.pk),
    )
