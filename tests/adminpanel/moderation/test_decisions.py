"""What decisions do, who may take them, and that they can be taken back."""

from __future__ import annotations

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import BrowserSession, Notification, RefreshFamily, User
from accounts.services.tokens import start_family
from adminpanel.enums import ModerationAction
from adminpanel.exceptions import AlreadyUndoneError, CaseDecidedError, CaseNotFoundError, ModerationDeniedError
from adminpanel.models import ModerationCase, ModerationDecision
from adminpanel.services.moderation.decisions import case_version, decide_case, dismiss_cases, undo_decision
from adminpanel.services.moderation.reports import report_target
from catalog.models import TitleStats
from moviesite.common.errors import DomainError
from ratings.models import Review, TitleList
from ratings.selectors.lists import public_lists, visible_lists
from ratings.selectors.reviews import reviews
from ratings.services.lists import add_to_list, create_list
from ratings.services.reviews import delete_review, update_review
from recommender.loaders.reviews import public_texts
from tests.adminpanel.moderation.world import decide, make_moderator, make_review, reported
from tests.factories import make_member
from tests.processes import run_in_processes

pytestmark = pytest.mark.django_db


def counted(review: Review) -> int:
    return TitleStats.objects.get(pk=review.title_id).review_count


def test_a_hidden_review_is_its_authors_alone(review: Review, author: User, member: User, moderator: User) -> None:
    case = reported(review, member)

    decide(case, moderator, "hide")

    seen = [reviews(viewer).filter(pk=review.pk).count() for viewer in (None, member.pk, author.pk)]
    assert (seen, counted(review), public_texts([review.title_id])) == ([0, 0, 1], 0, {})
    case.refresh_from_db()
    assert (case.state, case.weight) == ("decided", 0)


def test_pages_search_and_api_leave_it_out(review: Review, author: User, member: User, moderator: User) -> None:
    decide(reported(review, member), moderator, "hide")
    visitor, owner = Client(), Client()
    owner.force_login(author)
    address = f"/title/{review.title_id}/reviews/"

    told = "Hidden by the moderators" in owner.get(address).content.decode()
    seen = "Buy my lamps" in visitor.get(address).content.decode()
    api = APIClient()
    found = api.get("/api/search", {"q": "lamps", "kind": "reviews"}).json()

    assert (told, seen, api.get(f"/api/reviews/{review.pk}").status_code) == (True, False, 404)
    assert "Buy my lamps" not in str(found)


def test_a_hidden_list_is_its_owners_alone(author: User, member: User, moderator: User, review: Review) -> None:
    made = create_list(owner=author, name="Lamps for sale")
    add_to_list(member=author, list_id=made.pk, title_id=review.title_id, note="cheap")
    report_target(reporter=member, kind="list", object_id=made.pk, reason="spam")
    case = ModerationCase.objects.get(kind="list")

    decide(case, moderator, "hide")

    seen = [(public_lists(pk).count(), visible_lists(pk).count()) for pk in (None, member.pk, author.pk)]
    assert (seen, Client().get(made.get_absolute_url()).status_code) == ([(0, 0), (0, 0), (1, 1)], 404)
    assert case.evidence[0]["words"] == {"name": "Lamps for sale", "description": "", "notes": "cheap"}


def test_undoing_gives_back_exactly_what_was(review: Review, member: User, moderator: User) -> None:
    case = reported(review, member)
    before = (Review.objects.values().get(pk=review.pk), ModerationCase.objects.values().get(pk=case.pk))
    decision = decide(case, moderator, "hide")

    undo_decision(decision_id=decision.pk, moderator=moderator)

    assert (Review.objects.values().get(pk=review.pk), ModerationCase.objects.values().get(pk=case.pk)) == before
    assert (counted(review), case.reports.get().decision_id) == (1, None)
    with pytest.raises(AlreadyUndoneError):
        undo_decision(decision_id=decision.pk, moderator=moderator)


def test_what_was_changed_since_is_left_alone(review: Review, author: User, member: User, moderator: User) -> None:
    case = reported(review, member)
    hidden = decide(case, moderator, "hide")
    later = decide(case, moderator, "restore")
    with pytest.raises(CaseDecidedError):
        undo_decision(decision_id=hidden.pk, moderator=moderator)

    undo_decision(decision_id=later.pk, moderator=moderator)
    undo_decision(decision_id=hidden.pk, moderator=moderator)

    assert (Review.objects.get(pk=review.pk).hidden_at, counted(review)) == (None, 1)


def test_a_hidden_review_that_is_deleted_is_not_counted_twice(
    review: Review, author: User, member: User, moderator: User
) -> None:
    second = make_review(member, "Fine.")
    Review.objects.filter(pk=second.pk).update(title=review.title)
    TitleStats.objects.filter(pk=review.title_id).update(review_count=2)
    decide(reported(review, member), moderator, "hide")

    delete_review(member=author, review_id=review.pk)

    assert counted(review) == 1


def test_marked_spoilers_stay_marked(review: Review, author: User, member: User, moderator: User) -> None:
    decision = decide(reported(review, member, reason="spoilers"), moderator, "spoilers")

    kept = update_review(member=author, review_id=review.pk, contains_spoilers=False)
    undo_decision(decision_id=decision.pk, moderator=moderator)

    assert (kept.contains_spoilers, Review.objects.get(pk=review.pk).contains_spoilers) == (True, False)
    assert Review.objects.get(pk=review.pk).spoilers_fixed is False


def test_a_suspended_member_is_out_and_what_is_theirs_is_gone(
    review: Review, author: User, member: User, moderator: User
) -> None:
    browser = Client()
    browser.force_login(author)
    start_family(user=author)

    decide(reported(review, member), moderator, "suspend", days=3)

    browser.get("/")
    assert SESSION_KEY not in browser.session
    assert not BrowserSession.objects.filter(user=author).exists()
    assert not RefreshFamily.objects.filter(revoked_at=None).exists()
    assert (reviews().count(), Client().get(f"/@{author.username}/").status_code) == (0, 404)


def test_the_author_is_told_the_rule_and_reporters_only_that_it_was_seen(
    review: Review, author: User, member: User, moderator: User
) -> None:
    decision = decide(reported(review, member), moderator, "hide")

    appeal = f"/appeals/{decision.pk}/"
    told = list(Notification.objects.order_by("recipient_id").values_list("recipient", "kind", "data", "url", "actor"))

    assert sorted(told) == sorted([
        (author.pk, "moderated", {"action": "hide", "about": "review", "reason": "Rule 3"}, appeal, None),
        (member.pk, "report_seen", {"about": "review"}, "", None),
    ])  # fmt: skip


@pytest.mark.parametrize("action", list(ModerationAction))
def test_each_action_has_a_permission_of_its_own(action: str, review: Review, member: User) -> None:
    case = reported(review, member)
    may, others = make_moderator("may", action), [one for one in ModerationAction if one != action]
    may_not = make_moderator("maynot", *others)

    with pytest.raises(ModerationDeniedError):
        decide(case, may_not, action)
    decision = decide(case, may, action)

    assert (decision.action, decision.moderator) == (action, may)


def test_nobody_decides_about_themselves_and_only_superusers_suspend_staff(member: User) -> None:
    staff, other = make_moderator("staff"), make_moderator("other")
    case = reported(make_review(staff), member)
    chief = User.objects.create_superuser(username="chief", password="ten white lamps")

    with pytest.raises(ModerationDeniedError):
        decide(case, staff, "dismiss")
    with pytest.raises(ModerationDeniedError):
        decide(case, other, "suspend")

    assert decide(case, chief, "suspend").until is None


@pytest.mark.parametrize(
    ("values", "field"),
    [({"reason": " "}, "reason"), ({"action": "burn"}, "action"), ({"action": "suspend", "days": 0}, "days")],
)
def test_what_is_wrong_with_a_decision(
    values: dict[str, object], field: str, review: Review, member: User, moderator: User
) -> None:
    case = reported(review, member)

    with pytest.raises(DomainError) as caught:
        decide_case(
            **{"case_id": case.pk, "moderator": moderator, "action": "hide", "reason": "x", "seen": 0, **values}
        )

    assert list(caught.value.errors) == [field]


def test_a_member_cannot_be_hidden_nor_what_is_gone(
    review: Review, author: User, member: User, moderator: User
) -> None:
    report_target(reporter=member, kind="member", object_id=author.pk, reason="impersonation")
    case = reported(review, member)
    delete_review(member=author, review_id=review.pk)

    with pytest.raises(DomainError):
        decide(ModerationCase.objects.get(kind="member"), moderator, "hide")
    with pytest.raises(CaseNotFoundError):
        decide(case, moderator, "hide")

    assert decide(case, moderator, "dismiss").action == "dismiss"


def test_several_are_dismissed_at_once(member: User, moderator: User) -> None:
    cases = [reported(make_review(make_member(f"writer{n}")), member) for n in range(3)]
    cases.append(reported(make_review(moderator), member))

    told = dismiss_cases(case_ids=[case.pk for case in cases], moderator=moderator, reason="Nothing wrong")

    assert (told, ModerationDecision.objects.filter(action="dismiss").count()) == ((3, 1), 3)


def _decide(case_id: int, moderator_id: int, action: str) -> str:
    try:
        decide_case(case_id=case_id, moderator=User.objects.get(pk=moderator_id), action=action, reason="x", seen=0)
    except CaseDecidedError:
        return "late"
    return action


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_of_two_moderators_at_once_one_wins(review: Review, member: User, moderator: User) -> None:
    case, other = reported(review, member), make_moderator("other")

    outcomes = run_in_processes(_decide, [(case.pk, moderator.pk, "hide"), (case.pk, other.pk, "dismiss")])

    assert (outcomes.count("late"), ModerationDecision.objects.count(), case_version(case)) == (1, 1, 1)
    assert Notification.objects.filter(kind="report_seen").count() == 1


def test_a_list_stays_hidden_for_whoever_works_on_it(author: User, member: User, moderator: User) -> None:
    made = create_list(owner=author, name="Shared")
    made.members.create(user=member, state="accepted")
    report_target(reporter=make_member("third"), kind="list", object_id=made.pk, reason="spam")
    decide(ModerationCase.objects.get(), moderator, "hide")
    client = Client()
    client.force_login(member)

    answer = client.get(f"{made.get_absolute_url()}edit/")

    assert (answer.status_code, TitleList.objects.get().hidden_at is None) == (404, False)
