"""Reporting by page and API."""

from __future__ import annotations

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import Block, Profile, User
from adminpanel.models import ModerationCase, Report
from adminpanel.services.moderation.reports import report_target
from ratings.models import Review
from ratings.services.lists import create_list
from ratings.services.reviews import update_review
from tests.adminpanel.moderation.world import reported
from tests.processes import run_in_processes

pytestmark = pytest.mark.django_db


def test_the_second_report_of_a_member_takes_the_place_of_the_first(review: Review, member_api: APIClient) -> None:
    said = {"kind": "review", "id": review.pk, "reason": "spam", "note": "Lamps again."}

    first = member_api.post("/api/reports", said)
    second = member_api.post("/api/reports", {**said, "reason": "hate"})

    assert (first.status_code, second.status_code) == (201, 200)
    assert {**second.json(), "created_at": None} == {**said, "reason": "hate", "created_at": None}
    assert Report.objects.count() == 1


def test_one_case_gathers_what_all_say(review: Review, member: User, other_member: User) -> None:
    case = reported(review, member, other_member, reason="hate")

    assert (ModerationCase.objects.count(), case.weight, case.reports.count(), case.language) == (1, 10, 2, "")
    assert [kept["words"] for kept in case.evidence] == [{"text": "Buy my lamps."}]


def test_evidence_outlives_the_authors_second_thoughts(
    review: Review, author: User, member: User, other_member: User
) -> None:
    reported(review, member)
    update_review(member=author, review_id=review.pk, text="A fine film.")

    case = reported(review, other_member)

    assert [kept["words"]["text"] for kept in case.evidence] == ["Buy my lamps.", "A fine film."]


@pytest.mark.parametrize(
    ("change", "field"),
    [({"reason": "boring"}, "reason"), ({"kind": "title"}, "kind"), ({"id": 0}, "id"), ({"note": "x" * 1001}, "note")],
)
def test_what_is_wrong_is_told_by_its_field(change: dict[str, object], field: str, member_api: APIClient) -> None:
    answer = member_api.post("/api/reports", {"kind": "review", "id": 1, "reason": "spam", **change})

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_a_member_is_named_or_numbered(author: User, member_api: APIClient) -> None:
    said = {"kind": "member", "reason": "spam"}

    named = member_api.post("/api/reports", {**said, "username": author.username.upper()})
    numbered = member_api.post("/api/reports", {**said, "id": author.pk, "reason": "hate"})

    assert [(answer.status_code, answer.json()["id"]) for answer in (named, numbered)] == [
        (201, author.pk),
        (200, author.pk),
    ]
    assert list(Report.objects.values_list("case__object_id", "reason")) == [(author.pk, "hate")]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": "member"}, "id"),
        ({"kind": "review"}, "id"),
        ({"kind": "review", "username": "author"}, "username"),
        ({"kind": "list", "username": "author"}, "username"),
        ({"kind": "member", "id": 1, "username": "author"}, "username"),
        ({"kind": "member", "username": ""}, "username"),
        ({"kind": "member", "username": "x" * 31}, "username"),
    ],
    ids=["member", "review", "named review", "named list", "both", "empty", "long"],
)
def test_a_report_says_in_one_way_what_it_is_about(
    said: dict[str, object], field: str, author: User, member_api: APIClient
) -> None:
    answer = member_api.post("/api/reports", {"reason": "spam", **said})

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_a_name_tells_no_more_than_a_number(author: User, member: User, member_api: APIClient) -> None:
    said = {"kind": "member", "reason": "spam"}
    Block.objects.create(blocker=author, blocked=member)

    answers = [member_api.post("/api/reports", {**said, "username": name}) for name in (author.username, "nobody")]
    own = member_api.post("/api/reports", {**said, "username": member.username})

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json()["type"] == answers[1].json()["type"]
    assert (own.status_code, own.json()["type"]) == (400, "/problems/own-content")


def test_nobody_reports_themselves(review: Review, author: User) -> None:
    api = APIClient()
    api.force_authenticate(author)

    answers = [
        api.post("/api/reports", {"kind": kind, "id": pk, "reason": "spam"})
        for kind, pk in (("review", review.pk), ("member", author.pk))
    ]

    assert [(answer.status_code, answer.json()["code"] if "code" in answer.json() else answer.json()["type"])
            for answer in answers] == [(400, "/problems/own-content")] * 2  # fmt: skip


def test_what_one_may_not_see_is_not_there(review: Review, author: User, member: User, member_api: APIClient) -> None:
    hidden = create_list(owner=author, name="Mine", visibility="private")
    Block.objects.create(blocker=author, blocked=member)
    wanted = [("review", review.pk), ("list", hidden.pk), ("member", author.pk), ("review", 987654)]

    answers = [member_api.post("/api/reports", {"kind": kind, "id": pk, "reason": "spam"}) for kind, pk in wanted]

    assert [answer.status_code for answer in answers] == [404] * 4


def test_the_page_comes_back_to_where_one_was(review: Review, client: Client, member: User) -> None:
    client.force_login(member)
    page = f"/report/review/{review.pk}/?next=/browse/"

    shown, sent = client.get(page), client.post(page, {"reason": "spam", "note": "", "next": "/browse/"})

    assert (shown.status_code, sent.status_code, sent["Location"]) == (200, 302, "/browse/")
    assert list(Report.objects.values_list("reporter", "reason")) == [(member.pk, "spam")]


def test_a_report_without_a_reason_says_so(review: Review, client: Client, member: User) -> None:
    client.force_login(member)

    answer = client.post(f"/report/review/{review.pk}/", {"note": "x"})

    assert (answer.status_code, Report.objects.count()) == (422, 0)
    assert list(answer.context["form"].errors) == ["reason"]


def test_an_unlisted_list_is_reported_by_its_link(author: User, client: Client, member: User) -> None:
    shared = create_list(owner=author, name="By link", visibility="unlisted")
    client.force_login(member)

    without = client.get(f"/report/list/{shared.pk}/")
    sent = client.post(f"/report/list/{shared.pk}/", {"reason": "spam", "key": shared.share_key})

    assert (without.status_code, sent.status_code, Report.objects.count()) == (404, 302, 1)


def test_links_stand_where_reviews_lists_and_profiles_are(
    review: Review, author: User, client: Client, member: User
) -> None:
    public = create_list(owner=author, name="All of it")
    client.force_login(member)
    pages = {
        f"/title/{review.title_id}/reviews/": f"/report/review/{review.pk}/",
        f"/@{author.username}/": f"/report/member/{author.pk}/",
        public.get_absolute_url(): f"/report/list/{public.pk}/",
    }

    found = {address: link in client.get(address).content.decode() for address, link in pages.items()}

    assert found == dict.fromkeys(pages, True)


def _report(reporter_id: int, review_id: int) -> bool:
    reporter = User.objects.get(pk=reporter_id)
    return report_target(reporter=reporter, kind="review", object_id=review_id, reason="spam")[1]


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_reports_at_once_are_one_case(review: Review, member: User, other_member: User) -> None:
    calls = [(member.pk, review.pk), (other_member.pk, review.pk), (member.pk, review.pk)]

    new = run_in_processes(_report, calls)

    assert sorted(new) == [False, True, True]
    case = ModerationCase.objects.get()
    assert (case.weight, case.reports.count(), len(case.evidence)) == (4, 2, 1)


def test_a_private_profile_is_reported_by_nobody(author: User, member_api: APIClient) -> None:
    Profile.objects.filter(user=author).update(is_private=True)

    answer = member_api.post("/api/reports", {"kind": "member", "id": author.pk, "reason": "spam"})

    assert answer.status_code == 404
