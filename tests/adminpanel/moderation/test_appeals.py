"""Appeals: by the author of something hidden, and by somebody who cannot log in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.exceptions import InvalidLinkError
from accounts.models import Notification, User
from accounts.services.suspension import lift_expired, make_suspension_token, read_suspension_token
from adminpanel.exceptions import AppealMadeError, AppealNotFoundError, CaseDecidedError, ModerationDeniedError
from adminpanel.models import Appeal, ModerationCase
from adminpanel.services.moderation.appeals import answer_appeal, make_appeal
from ratings.models import Review
from tests.adminpanel.moderation.world import decide, make_moderator, reported

pytestmark = pytest.mark.django_db
PASSWORD = "nine yellow lamps"


def test_an_author_appeals_once_and_somebody_else_answers(
    review: Review, author: User, member: User, moderator: User
) -> None:
    decision = decide(reported(review, member), moderator, "hide")
    client, other = Client(), make_moderator("other")
    client.force_login(author)
    address = f"/appeals/{decision.pk}/"

    sent = client.post(address, {"text": "The lamps are in the film."})
    again = client.post(address, {"text": "Please."})
    appeal = Appeal.objects.get()
    with pytest.raises(ModerationDeniedError):
        answer_appeal(appeal_id=appeal.pk, moderator=moderator, grant=True, answer="Right")
    answer_appeal(appeal_id=appeal.pk, moderator=other, grant=True, answer="Right, they are")

    assert (sent.status_code, again.status_code, ModerationCase.objects.get().state) == (302, 422, "decided")
    assert (Review.objects.get(pk=review.pk).hidden_at, ModerationCase.objects.get().reports.get().decision) == (
        None,
        decision,
    )
    told = Notification.objects.get(recipient=author, kind="appeal_answered")
    assert (told.data, told.url) == ({"state": "granted", "answer": "Right, they are"}, address)
    assert "Right, they are" in client.get(address).content.decode()


def test_an_appeal_waits_in_the_queue_and_is_answered_once(
    review: Review, author: User, member: User, moderator: User
) -> None:
    decision = decide(reported(review, member), moderator, "hide")
    appeal, other = make_appeal(author=author, decision_id=decision.pk, text="No."), make_moderator("other")
    waiting = ModerationCase.objects.get().state

    answer_appeal(appeal_id=appeal.pk, moderator=other, grant=False, answer="It stands")

    assert (waiting, ModerationCase.objects.get().state) == ("appealed", "decided")
    assert Review.objects.get(pk=review.pk).hidden_at is not None
    with pytest.raises(CaseDecidedError):
        answer_appeal(appeal_id=appeal.pk, moderator=other, grant=True, answer="It does not")
    with pytest.raises(AppealMadeError):
        make_appeal(author=author, decision_id=decision.pk, text="Still no.")


def test_a_superuser_answers_their_own_decision_only_when_alone(review: Review, author: User, member: User) -> None:
    chief = User.objects.create_superuser(username="chief", password="ten white lamps")
    decision = decide(reported(review, member), chief, "hide")
    appeal, other = make_appeal(author=author, decision_id=decision.pk, text="No."), make_moderator("other")
    with pytest.raises(ModerationDeniedError):
        answer_appeal(appeal_id=appeal.pk, moderator=chief, grant=True, answer="Yes")

    User.objects.filter(pk=other.pk).update(is_active=False)

    assert answer_appeal(appeal_id=appeal.pk, moderator=chief, grant=True, answer="Yes").state == "granted"


def test_others_find_no_decision(review: Review, member: User, moderator: User, client: Client) -> None:
    decision = decide(reported(review, member), moderator, "hide")
    client.force_login(member)

    assert client.get(f"/appeals/{decision.pk}/").status_code == 404
    with pytest.raises(AppealNotFoundError):
        make_appeal(author=member, decision_id=decision.pk, text="I report, so I decide.")


@pytest.mark.django_db(transaction=True)
def test_a_suspended_member_reads_why_and_appeals_without_a_login(
    review: Review, author: User, member: User, moderator: User, client: Client
) -> None:
    decide(reported(review, member), moderator, "suspend", days=3, reason="Spam again")
    author.refresh_from_db()
    link = f"/appeals/suspension/{make_suspension_token(author)}/"

    wrong = client.post("/login/", {"identifier": "author", "password": "no lamps at all"})
    right = client.post("/login/", {"identifier": "author", "password": PASSWORD})
    sent = client.post(link, {"text": "It was not me."})

    assert "Spam again" not in wrong.content.decode()
    assert (right.status_code, sent.status_code, Appeal.objects.get().author) == (403, 302, author)
    page = right.content.decode()
    assert ("Spam again" in page, link in page) == (True, True)
    letter = mail.outbox[-1]
    assert (letter.to, link in letter.body, "Spam again" in letter.body) == (["author@example.org"], True, True)


def test_the_api_says_so_too(review: Review, member: User, moderator: User, client: Client) -> None:
    decide(reported(review, member), moderator, "suspend", reason="Spam again")

    answer = client.post(
        "/api/auth/login", {"username": "author", "password": PASSWORD}, content_type="application/json"
    )

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/suspended")
    assert "Spam again" in answer.json()["detail"]


def test_time_lets_a_member_in_again(review: Review, author: User, member: User, moderator: User) -> None:
    past = timezone.now() - timedelta(days=4)
    decide(reported(review, member), moderator, "suspend", days=3, now=past)
    author.refresh_from_db()
    token = make_suspension_token(author)

    lifted = lift_expired()

    author.refresh_from_db()
    assert (lifted, author.is_active, author.suspended_at, author.suspension_reason) == (1, True, None, "")
    assert Client().post("/login/", {"identifier": "author", "password": PASSWORD}).status_code == 302
    with pytest.raises(InvalidLinkError):
        read_suspension_token(token)


def test_whoever_logs_in_first_need_not_wait_for_the_schedule(
    review: Review, author: User, member: User, moderator: User
) -> None:
    decide(reported(review, member), moderator, "suspend", days=3, now=timezone.now() - timedelta(days=4))

    answer = Client().post("/login/", {"identifier": "author", "password": PASSWORD})

    author.refresh_from_db()
    assert (answer.status_code, author.is_active) == (302, True)


def test_somebody_deactivated_is_not_let_in_by_time(author: User) -> None:
    User.objects.filter(pk=author.pk).update(is_active=False)

    lifted = lift_expired(now=timezone.now() + timedelta(days=9999))

    author.refresh_from_db()
    assert (lifted, author.is_active) == (0, False)


@pytest.mark.parametrize("token", ["", "x", "a.b", "WzEsICIiXQ.x"])
def test_a_link_that_is_not_ours(token: str, client: Client) -> None:
    assert client.get(f"/appeals/suspension/{token}/").status_code == 404
