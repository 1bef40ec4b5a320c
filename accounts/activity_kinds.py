"""How the accounts' own entries of feeds are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from accounts.enums import ActivityKind
from accounts.extensions import News, register_activity_kind
from accounts.models import Activity, User
from accounts.selectors.people import seen_by


def register_own_activities() -> None:
    """Called once, when the app is ready."""
    register_activity_kind(
        ActivityKind.FOLLOWED,
        loader=_followed,
        template="accounts/activity/followed.html",
        several="accounts/activity/followed.html",
    )


def _followed(rows: Sequence[Activity], viewer_id: int) -> Mapping[int, News]:
    wanted = {row.subject_id for row in rows}
    members = User.objects.filter(seen_by(viewer_id, ""), pk__in=wanted).select_related("profile").in_bulk()
    return {
        row.pk: News(
            context={"member": members[row.subject_id]}, data={"detail": {"username": members[row.subject_id].username}}
        )
        for row in rows
        if row.subject_id in members
    }
