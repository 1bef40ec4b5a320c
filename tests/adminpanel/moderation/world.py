"""People and words for the tests of moderation."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission

from accounts.models import User
from adminpanel.models import ModerationCase, ModerationDecision
from adminpanel.services.moderation.decisions import PERMISSIONS, case_version, decide_case
from adminpanel.services.moderation.reports import report_target
from ratings.models import Review
from ratings.services.reviews import write_review
from tests.factories import make_member, make_title


def make_moderator(username: str = "mira", *actions: str) -> User:
    """Staff with the permission for some actions, for all where none is named."""
    codes = [code.partition(".")[2] for action, code in PERMISSIONS.items() if not actions or action in actions]
    user = make_member(username, is_staff=True)
    codes += ["view_moderationcase", "view_appeal", "view_report", "view_moderationdecision"]
    user.user_permissions.set(Permission.objects.filter(codename__in=codes, content_type__app_label="adminpanel"))
    return User.objects.get(pk=user.pk)


def make_review(author: User, text: str = "Buy my lamps.") -> Review:
    """A review of a title of its own."""
    return write_review(member=author, title_id=make_title(f"Film of {author.username}").pk, text=text)


def reported(review: Review, *reporters: User, reason: str = "spam") -> ModerationCase:
    """The case of a review that some members report."""
    for reporter in reporters:
        report_target(reporter=reporter, kind="review", object_id=review.pk, reason=reason)
    return ModerationCase.objects.get(kind="review", object_id=review.pk)


def decide(case: ModerationCase, moderator: User, action: str, **values: Any) -> ModerationDecision:
    """A decision by somebody who looked at the case just now."""
    values = {"reason": "Rule 3", "seen": case_version(case), **values}
    return decide_case(case_id=case.pk, moderator=moderator, action=action, **values)
