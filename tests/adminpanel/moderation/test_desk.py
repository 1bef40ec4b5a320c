"""The moderators' desk in the admin."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from accounts.models import User
from adminpanel.models import ModerationCase, ModerationDecision
from adminpanel.services.moderation.appeals import make_appeal
from ratings.models import Review
from tests.adminpanel.moderation.world import decide, make_moderator, make_review, reported
from tests.factories import make_member

pytestmark = pytest.mark.django_db
QUEUE = "/admin/adminpanel/moderationcase/"


@pytest.fixture
def desk(moderator: User) -> Client:
    client = Client()
    client.force_login(moderator)
    return client


def test_the_worst_comes_first_and_then_the_oldest(desk: Client, member: User, other_member: User) -> None:
    mild, old, worst = (make_review(make_member(f"writer{n}")) for n in range(3))
    wanted = [reported(worst, member, reason="hate"), reported(mild, member), reported(old, member)]

    shown = desk.get(QUEUE).context["cl"].result_list

    assert [case.pk for case in shown] == [case.pk for case in wanted]
    assert [case.said_hate for case in shown] == [1, 0, 0]


def test_a_reason_finds_its_cases(desk: Client, review: Review, member: User) -> None:
    reported(review, member, reason="hate")

    counts = [len(desk.get(QUEUE, {"reason": reason}).context["cl"].result_list) for reason in ("hate", "spam")]

    assert counts == [1, 0]


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_whatever_its_length(
    count: int, desk: Client, member: User, django_assert_num_queries: object
) -> None:
    for number in range(count):
        reported(make_review(make_member(f"writer{number}")), member)
    desk.get(QUEUE)

    with django_assert_num_queries(8):  # type: ignore[operator]
        answer = desk.get(QUEUE)

    assert len(answer.context["cl"].result_list) == count


def test_a_case_is_decided_and_undone_at_the_desk(desk: Client, moderator: User, review: Review, member: User) -> None:
    case = reported(review, member)
    page = desk.get(f"{QUEUE}{case.pk}/change/")
    form = {"action": "hide", "reason": "Rule 3", "seen": page.context["decision"].initial["seen"], "days": ""}

    desk.post(f"{QUEUE}{case.pk}/decide/", form)
    hidden = Review.objects.get(pk=review.pk).hidden_at
    late = desk.post(f"{QUEUE}{case.pk}/decide/", {**form, "action": "dismiss"}, follow=True)
    desk.post(f"{QUEUE}decisions/{ModerationDecision.objects.get().pk}/undo/")

    assert ("Buy my lamps." in page.content.decode(), hidden is None) == (True, False)
    assert "decided this meanwhile" in late.content.decode()
    assert (Review.objects.get(pk=review.pk).hidden_at, ModerationDecision.objects.get().undone_by) == (None, moderator)
    assert LogEntry.objects.filter(user=moderator).count() == 2


def test_several_are_dismissed_from_the_list(desk: Client, member: User) -> None:
    cases = [reported(make_review(make_member(f"writer{n}")), member) for n in range(2)]

    desk.post(QUEUE, {"action": "dismiss_selected", "_selected_action": [case.pk for case in cases]})

    assert list(ModerationCase.objects.values_list("state", flat=True)) == ["decided", "decided"]


def test_who_may_only_look_gets_no_form_and_no_effect(review: Review, member: User) -> None:
    case, client = reported(review, member), Client()
    client.force_login(make_moderator("looker", "none of them"))

    page = client.get(f"{QUEUE}{case.pk}/change/")
    client.post(f"{QUEUE}{case.pk}/decide/", {"action": "hide", "reason": "x", "seen": 0})

    assert (page.status_code, "decision" in page.context, ModerationDecision.objects.count()) == (200, False, 0)


def test_members_reach_none_of_it(client: Client, review: Review, member: User, moderator: User) -> None:
    case = reported(review, member)
    decision = decide(case, moderator, "hide")
    client.force_login(member)
    paths = [f"{QUEUE}{case.pk}/decide/", f"{QUEUE}decisions/{decision.pk}/undo/"]

    assert [client.post(path)["Location"].partition("?")[0] for path in paths] == ["/admin/login/"] * 2


def test_an_appeal_is_answered_at_the_desk(review: Review, author: User, member: User, moderator: User) -> None:
    decision, client = decide(reported(review, member), moderator, "hide"), Client()
    appeal = make_appeal(author=author, decision_id=decision.pk, text="It is in the film.")
    client.force_login(make_moderator("other"))
    page = client.get(f"/admin/adminpanel/appeal/{appeal.pk}/change/")

    client.post(f"/admin/adminpanel/appeal/{appeal.pk}/answer/", {"outcome": "grant", "answer": "Right"})

    appeal.refresh_from_db()
    assert ("answer" in page.context, appeal.state, Review.objects.get(pk=review.pk).hidden_at) == (
        True,
        "granted",
        None,
    )
