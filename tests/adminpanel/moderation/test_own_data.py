"""What moderation keeps of two accounts that become one."""

from __future__ import annotations

import pytest

from accounts.models import User
from accounts.owndata.registry import sections
from adminpanel.models import Appeal, ModerationCase, Report
from adminpanel.services.moderation.appeals import make_appeal
from adminpanel.services.moderation.reports import report_target
from tests.adminpanel.moderation.world import decide, make_review, reported
from tests.factories import make_member

pytestmark = pytest.mark.django_db
NAMES = {"reports", "moderation", "appeals"}


def join(source: User, target: User) -> None:
    for section in sections():
        if section.name in NAMES:
            section.merge(source, target)


def said(user: User) -> dict[str, int]:
    return {section.name: len(list(section.export(user))) for section in sections() if section.name in NAMES}


def test_decisions_appeals_and_reports_come_along(author: User, moderator: User) -> None:
    review, other = make_review(author), make_review(make_member("other"))
    decision = decide(reported(review, make_member("asha")), moderator, "hide")
    make_appeal(author=author, decision_id=decision.pk, text="It was fair.")
    reported(other, author)
    target = make_member("target")
    before = said(author)

    join(author, target)

    assert before == said(target) == {"reports": 1, "moderation": 1, "appeals": 1}
    assert said(author) == {"reports": 0, "moderation": 0, "appeals": 0}


def test_cases_about_both_members_become_one(author: User) -> None:
    target, both, one = make_member("target"), make_member("asha"), make_member("bala")
    for reporter, member in ((both, author), (both, target), (one, author)):
        report_target(reporter=reporter, kind="member", object_id=member.pk, reason="spam")

    join(author, target)

    case = ModerationCase.objects.get()
    assert (case.object_id, case.owner_id) == (target.pk, target.pk)
    assert sorted(Report.objects.values_list("reporter__username", flat=True)) == ["asha", "bala"]
    assert Appeal.objects.count() == 0
