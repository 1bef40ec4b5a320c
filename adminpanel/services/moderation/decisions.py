"""Deciding cases, and taking decisions back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from adminpanel.enums import AppealState, CaseState, ModerationAction, ReportedKind
from adminpanel.exceptions import AlreadyUndoneError, CaseDecidedError, CaseNotFoundError, ModerationDeniedError
from adminpanel.models import Appeal, ModerationCase, ModerationDecision, Report
from adminpanel.services.moderation.cases import lock_case, weigh
from adminpanel.services.moderation.effects import State, as_text, read_state, still_as_left, write_state
from adminpanel.services.moderation.telling import tell_author, tell_reporters, tell_undone
from moviesite.common.errors import DomainError
from moviesite.common.text import one_line
from moviesite.common.transactions import atomic_with_retry
from moviesite.events.bus import publish

MAX_DAYS, MAX_REASON = 3650, 300
APP = "adminpanel"
PERMISSIONS = {
    ModerationAction.HIDE: f"{APP}.hide_content",
    ModerationAction.SPOILERS: f"{APP}.mark_spoilers",
    ModerationAction.WARN: f"{APP}.warn_member",
    ModerationAction.SUSPEND: f"{APP}.suspend_member",
    ModerationAction.DISMISS: f"{APP}.dismiss_case",
    ModerationAction.RESTORE: f"{APP}.restore_content",
}
#: What cannot be done to some kinds of things.
IMPOSSIBLE = {
    ReportedKind.REVIEW: frozenset[ModerationAction](),
    ReportedKind.LIST: frozenset({ModerationAction.SPOILERS}),
    ReportedKind.MEMBER: frozenset({ModerationAction.HIDE, ModerationAction.SPOILERS}),
}


def actions_for(case: ModerationCase, moderator: User) -> list[ModerationAction]:
    """What a moderator may decide about a case, in the order of the form."""
    impossible = IMPOSSIBLE[ReportedKind(case.kind)]
    possible = [action for action in ModerationAction if action not in impossible]
    return [action for action in possible if not _denial(case, moderator, action)]


def _denial(case: ModerationCase, moderator: User, action: ModerationAction) -> str:
    """Why not, "" where they may."""
    if not (moderator.is_active and moderator.is_staff and moderator.has_perm(PERMISSIONS[action])):
        return "You do not have the permission for this."
    if case.owner_id == moderator.pk:
        return "Nobody decides about themselves."
    if action == ModerationAction.SUSPEND and case.owner.is_staff and not moderator.is_superuser:
        return "Only a superuser suspends staff."
    return ""


def case_version(case: ModerationCase) -> int:
    """A number that every decision about a case and every undoing raises: who decides names the one they looked at."""
    return case.decisions.count() + case.decisions.exclude(undone_at=None).count()


@atomic_with_retry
def decide_case(
    *,
    case_id: int,
    moderator: User,
    action: str,
    reason: str,
    seen: int,
    days: int | None = None,
    now: datetime | None = None,
) -> ModerationDecision:
    """Decide a case and answer its reports. `days` is how long a suspension lasts, None for good.

    `seen` is the case's version when the moderator looked at it: of two who decide at once the first wins, the other
    gets CaseDecidedError. ModerationDeniedError, CaseNotFoundError where the target is gone, DomainError by field.
    """
    now = (now or timezone.now()).replace(microsecond=0)
    case = lock_case(case_id)
    wanted, reason = _checked(case, moderator, action, reason, days)
    if case_version(case) != seen:
        raise CaseDecidedError("Somebody has decided this meanwhile. Look at it again.")
    until = now + timedelta(days=days) if wanted == ModerationAction.SUSPEND and days else None
    current = read_state(case)
    changes = _changes(case, wanted, current, reason, now, until)
    decision = ModerationDecision(
        case=case, moderator=moderator, action=wanted, reason=reason, until=until, after=changes, created_at=now
    )
    decision.before = {name: current[name] for name in changes} | {
        "case": {"state": case.state, "is_held": case.is_held}
    }
    was_held = case.is_held
    decision.save()
    tell_author(decision, was_held=was_held, now=now)  # who is suspended a moment later is told nothing any more
    write_state(case, changes)
    _settle(case, decision)
    if wanted == ModerationAction.SUSPEND:
        payload = {"user_id": case.owner_id, "decision_id": decision.pk}
        publish("member_suspended", aggregate=f"member:{case.owner_id}", payload=payload)
    return decision


def _checked(
    case: ModerationCase, moderator: User, action: str, reason: str, days: int | None
) -> tuple[ModerationAction, str]:
    """The action and the reason as they are stored, if this may be decided by this moderator."""
    reason, errors = one_line(reason), dict[str, list[str]]()
    if action not in ModerationAction.values or action in IMPOSSIBLE[ReportedKind(case.kind)]:
        errors["action"] = ["This cannot be decided here."]
    if not reason:
        errors["reason"] = ["Say why."]
    elif len(reason) > MAX_REASON:
        errors["reason"] = [f"At most {MAX_REASON} characters."]
    if days is not None and not 1 <= days <= MAX_DAYS:
        errors["days"] = [f"From 1 to {MAX_DAYS}."]
    if errors:
        raise DomainError("Some fields are not valid.", errors=errors)
    wanted = ModerationAction(action)
    if why := _denial(case, moderator, wanted):
        raise ModerationDeniedError(why)
    return wanted, reason


def _changes(
    case: ModerationCase, action: ModerationAction, current: State, reason: str, now: datetime, until: datetime | None
) -> State:
    """What a decision makes of the state; CaseNotFoundError where there is nothing left that it could change."""
    changes: State = {}
    if case.is_held and action != ModerationAction.HIDE and "hidden_at" in current:
        changes["hidden_at"] = None
    match action:
        case ModerationAction.HIDE:
            changes["hidden_at"] = current.get("hidden_at") or as_text(now)
        case ModerationAction.SPOILERS:
            changes |= {"contains_spoilers": True, "spoilers_fixed": True}
        case ModerationAction.SUSPEND:
            if not case.owner.is_active and case.owner.suspended_at is None:
                raise CaseNotFoundError("The account is closed.")
            changes["suspension"] = {"at": as_text(now), "until": as_text(until), "reason": reason}
        case ModerationAction.RESTORE:
            nothing = {"hidden_at": None, "suspension": None}
            changes |= {name: value for name, value in nothing.items() if current.get(name) is not None}
    if not changes.keys() <= current.keys():
        raise CaseNotFoundError("It is gone.")
    return changes


def _settle(case: ModerationCase, decision: ModerationDecision) -> None:
    """The case is decided and its reports are answered."""
    waiting = Report.objects.filter(case=case, decision=None)
    tell_reporters(decision, list(waiting.order_by("pk").values_list("reporter_id", flat=True)))
    waiting.update(decision=decision)
    case.state, case.is_held = CaseState.DECIDED, False
    case.save(update_fields=["state", "is_held"])
    weigh(case)


def dismiss_cases(*, case_ids: Iterable[int], moderator: User, reason: str) -> tuple[int, int]:
    """Dismiss several open cases, each for itself.

    How many were, and how many are left: decided by others meanwhile, or not the moderator's to decide.
    """
    done = passed = 0
    for case in ModerationCase.objects.filter(pk__in=list(case_ids), state=CaseState.OPEN).order_by("pk"):
        try:
            decide_case(
                case_id=case.pk,
                moderator=moderator,
                action=ModerationAction.DISMISS,
                reason=reason,
                seen=case_version(case),
            )
            done += 1
        except (CaseDecidedError, ModerationDeniedError):
            passed += 1
    return done, passed


@atomic_with_retry
def undo_decision(
    *, decision_id: int, moderator: User, reopen: bool = True, now: datetime | None = None
) -> ModerationDecision:
    """Give back what the latest decision about a case changed, as far as nobody changed it since.

    The reports it answered wait again, unless `reopen` is false: an appeal that was granted settles them.
    AlreadyUndoneError, CaseDecidedError where a later decision stands, ModerationDeniedError.
    """
    found = ModerationDecision.objects.filter(pk=decision_id).values_list("case_id", flat=True).first()
    if found is None:
        raise CaseNotFoundError
    case = lock_case(found)
    if why := _denial(case, moderator, ModerationAction.RESTORE):
        raise ModerationDeniedError(why)
    decision = ModerationDecision.objects.select_for_update().get(pk=decision_id)
    if decision.undone_at is not None:
        raise AlreadyUndoneError
    if case.decisions.filter(pk__gt=decision.pk, undone_at=None).exists():
        raise CaseDecidedError("A later decision stands. Undo that one first.")
    write_state(case, still_as_left(decision.before, decision.after, read_state(case)))
    decision.undone_at, decision.undone_by = now or timezone.now(), moderator
    decision.save(update_fields=["undone_at", "undone_by"])
    open_appeal = Appeal.objects.filter(decision=decision, state=AppealState.OPEN)
    open_appeal.update(state=AppealState.GRANTED, decided_by=moderator, decided_at=decision.undone_at)
    if reopen:
        Report.objects.filter(decision=decision).update(decision=None)
        case.state, case.is_held = decision.before["case"]["state"], decision.before["case"]["is_held"]
        case.save(update_fields=["state", "is_held"])
    weigh(case)
    tell_undone(decision)
    return decision
