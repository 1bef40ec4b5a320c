"""What decisions change, read and written as plain values, so that each can be taken back exactly.

A state is {"hidden_at", "contains_spoilers", "spoilers_fixed", "suspension"}, as far as the target has it. Moments are
ISO 8601 text; `suspension` is None or {"at", "until", "reason"}.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import User
from accounts.services.suspension import lift_suspension, suspend_member
from adminpanel.enums import ReportedKind
from adminpanel.models import ModerationCase
from ratings.models import Review, TitleList
from ratings.services.hiding import set_list_hidden, set_review_hidden, set_spoilers

State = dict[str, Any]


def read_state(case: ModerationCase) -> State:
    """The state as it is now; what is gone is not in it."""
    state: State = {}
    if case.kind == ReportedKind.REVIEW:
        columns = ("hidden_at", "contains_spoilers", "spoilers_fixed")
        found = Review.objects.filter(pk=case.object_id).values(*columns).first()
        state |= found or {}
    elif case.kind == ReportedKind.LIST:
        state |= TitleList.objects.filter(pk=case.object_id).values("hidden_at").first() or {}
    if "hidden_at" in state:
        state["hidden_at"] = as_text(state["hidden_at"])
    owner = User.objects.filter(pk=case.owner_id).first()
    if owner is not None:
        state["suspension"] = _suspension_of(owner)
    return state


def _suspension_of(owner: User) -> dict[str, str | None] | None:
    if owner.suspended_at is None:
        return None
    return {
        "at": as_text(owner.suspended_at),
        "until": as_text(owner.suspended_until),
        "reason": owner.suspension_reason,
    }


def write_state(case: ModerationCase, changes: State) -> None:
    """Bring about what `changes` names, by the services of the apps that keep it."""
    if "hidden_at" in changes:
        moment = as_moment(changes["hidden_at"])
        if case.kind == ReportedKind.REVIEW:
            set_review_hidden(review_id=case.object_id, hidden_at=moment)
        else:
            set_list_hidden(list_id=case.object_id, hidden_at=moment)
    if "contains_spoilers" in changes:
        marked, fixed = changes["contains_spoilers"], changes["spoilers_fixed"]
        set_spoilers(review_id=case.object_id, marked=marked, fixed=fixed)
    if "suspension" in changes:
        _suspend(case.owner_id, changes["suspension"])


def _suspend(owner_id: int, suspension: dict[str, str] | None) -> None:
    if suspension is None:
        lift_suspension(member_id=owner_id)
        return
    suspend_member(
        member_id=owner_id,
        reason=suspension["reason"],
        until=as_moment(suspension["until"]),
        now=as_moment(suspension["at"]),
    )


def still_as_left(before: State, after: State, current: State) -> State:
    """Of what a decision changed, that which nobody changed since, with the values from before it."""
    untouched = {name for name, value in after.items() if name in current and current[name] == value}
    if "contains_spoilers" in after and not {"contains_spoilers", "spoilers_fixed"} <= untouched:
        untouched -= {"contains_spoilers", "spoilers_fixed"}
    return {name: before[name] for name in before if name in untouched}


def as_text(moment: datetime | None) -> str | None:
    """A moment as it is kept; None for none."""
    return moment.isoformat(timespec="seconds") if moment else None


def as_moment(text: str | None) -> datetime | None:
    """The reverse."""
    return datetime.fromisoformat(text) if text else None
