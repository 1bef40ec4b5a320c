"""What members say against decisions about them, and who answers."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from adminpanel.enums import AppealState, CaseState, ModerationAction
from adminpanel.exceptions import (
    AppealMadeError,
    AppealNotFoundError,
    CaseDecidedError,
    ModerationDeniedError,
)
from adminpanel.models import Appeal, ModerationDecision
from adminpanel.models.moderation import MAX_APPEAL
from adminpanel.services.moderation.cases import lock_case, weigh
from adminpanel.services.moderation.decisions import MAX_REASON, PERMISSIONS, undo_decision
from adminpanel.services.moderation.telling import APPEALABLE, tell_appellant
from moviesite.common.errors import DomainError
from moviesite.common.text import one_line, plain_text
from moviesite.common.transactions import atomic_with_retry
from moviesite.events.bus import publish

ANSWERS = PERMISSIONS[ModerationAction.RESTORE]


def decision_about(*, author: User, decision_id: int) -> ModerationDecision:
    """A decision about somebody that they may appeal against, with its appeal if there is one; AppealNotFoundError."""
    rows = ModerationDecision.objects.select_related("case", "appeal")
    found = rows.filter(pk=decision_id, case__owner=author, action__in=APPEALABLE).first()
    if found is None:
        raise AppealNotFoundError
    return found


def suspension_of(author: User) -> ModerationDecision:
    """The decision that suspended a member and stands; AppealNotFoundError."""
    rows = ModerationDecision.objects.select_related("case", "appeal").order_by("-id")
    found = rows.filter(case__owner=author, action=ModerationAction.SUSPEND, undone_at=None).first()
    if found is None or author.suspended_at is None:
        raise AppealNotFoundError
    return found


@atomic_with_retry
def make_appeal(*, author: User, decision_id: int, text: str, now: datetime | None = None) -> Appeal:
    """Appeal once against a decision; its case waits in the queue again.

    AppealNotFoundError for one that is not about them or was undone, AppealMadeError for the second, DomainError by
    field.
    """
    text = plain_text(text)
    if not text or len(text) > MAX_APPEAL:
        long, empty = _("At most %(count)d characters.") % {"count": MAX_APPEAL}, _("Say what was wrong about it.")
        raise DomainError(_("Some fields are not valid."), errors={"text": [long if text else empty]})
    now = now or timezone.now()
    case = lock_case(decision_about(author=author, decision_id=decision_id).case_id)
    decision = decision_about(author=author, decision_id=decision_id)
    if decision.undone_at is not None:
        raise AppealNotFoundError
    try:
        with transaction.atomic():
            appeal = Appeal.objects.create(decision=decision, author=author, text=text, created_at=now)
    except IntegrityError as error:
        raise AppealMadeError from error
    if case.state == CaseState.DECIDED:
        case.opened_at = now
    case.state = CaseState.APPEALED
    case.save(update_fields=["state", "opened_at"])
    weigh(case)
    return appeal


def may_answer(appeal: Appeal, moderator: User) -> bool:
    """Whether a moderator may answer: somebody else than who decided, or a superuser where there is nobody else."""
    if not (moderator.is_active and moderator.is_staff and moderator.has_perm(ANSWERS)):
        return False
    if appeal.author_id == moderator.pk:
        return False
    if appeal.decision.moderator_id != moderator.pk:
        return True
    others = User.objects.with_perm(ANSWERS, backend="accounts.backends.IdentifierBackend")
    return moderator.is_superuser and not others.filter(is_staff=True).exclude(pk=moderator.pk).exists()


@atomic_with_retry
def answer_appeal(*, appeal_id: int, moderator: User, grant: bool, answer: str, now: datetime | None = None) -> Appeal:
    """Grant an appeal, which undoes the decision, or not; its author is told either way.

    ModerationDeniedError, CaseDecidedError where somebody answered before, DomainError by field.
    """
    answer = one_line(answer)
    if not answer or len(answer) > MAX_REASON:
        message = f"At most {MAX_REASON} characters." if answer else "Say why."
        raise DomainError("Some fields are not valid.", errors={"answer": [message]})
    found = Appeal.objects.filter(pk=appeal_id).values_list("decision__case_id", flat=True).first()
    if found is None:
        raise AppealNotFoundError
    case = lock_case(found)
    appeal = Appeal.objects.select_related("decision__case").get(pk=appeal_id)
    if not may_answer(appeal, moderator):
        raise ModerationDeniedError("Somebody else than who decided answers an appeal.")
    if appeal.state != AppealState.OPEN:
        raise CaseDecidedError("Somebody has answered this meanwhile.")
    if grant and appeal.decision.undone_at is None:
        undo_decision(decision_id=appeal.decision_id, moderator=moderator, reopen=False, now=now)
    appeal.state = AppealState.GRANTED if grant else AppealState.DENIED
    appeal.answer, appeal.decided_by, appeal.decided_at = answer, moderator, now or timezone.now()
    appeal.save()
    others = Appeal.objects.filter(decision__case=case, state=AppealState.OPEN).exists()
    waiting = case.reports.filter(decision=None).exists()
    case.state = CaseState.APPEALED if others else CaseState.OPEN if waiting else CaseState.DECIDED
    case.save(update_fields=["state"])
    weigh(case)
    tell_appellant(appeal)
    publish(
        "appeal_answered",
        aggregate=f"member:{appeal.author_id}",
        payload={"user_id": appeal.author_id, "appeal_id": appeal.pk},
    )
    return appeal
