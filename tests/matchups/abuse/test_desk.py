"""The curator's desk: who may use it, what it shows and what it does."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from matchups.enums import FindingState
from matchups.models import Finding, Vote
from matchups.services.effect import Effect, board_effect
from matchups.services.findings import mark_by_hand
from tests.factories import make_member
from tests.matchups.world import lineup_id, make_sets, make_voter, vote

pytestmark = pytest.mark.django_db
LIST = "/admin/matchups/finding/"
PAGES = [LIST, f"{LIST}mark/", f"{LIST}effect/"]


def staff(name: str, *codes: str) -> User:
    member = make_member(name, is_staff=True)
    member.user_permissions.set(Permission.objects.filter(codename__in=codes))
    return User.objects.get(pk=member.pk)


@pytest.fixture
def curator() -> User:
    return staff("curator", "view_finding", "change_finding")


@pytest.fixture
def desk(client: Client, curator: User) -> Client:
    client.force_login(curator)
    return client


def make_finding(curator: User, votes: int = 2) -> Finding:
    sets = make_sets(votes + 1)
    voter = make_voter("suspect")
    for number in range(votes):
        vote(voter, sets[number], sets[number + 1])
    return mark_by_hand(curator=curator, note="same answers", voter=voter.member)[0]


def told(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_the_desk_opens_for_curators_alone(client: Client, curator: User) -> None:
    finding = make_finding(curator)
    pages = [*PAGES, f"{LIST}{finding.pk}/change/", f"{LIST}{finding.pk}/decide/"]
    seen = {}
    for name, member in (
        ("curator", curator),
        ("reader", staff("reader", "view_finding")),
        ("staff", staff("plain")),
        ("member", make_member("member")),
    ):
        client.force_login(member)
        seen[name] = [client.get(page).status_code for page in pages]

    assert seen == {
        "curator": [200, 200, 200, 200, 302],
        "reader": [200, 403, 403, 200, 403],
        "staff": [403, 403, 403, 403, 403],
        "member": [302, 302, 302, 302, 302],
    }


def test_a_reader_sees_no_way_to_decide(client: Client, curator: User) -> None:
    finding = make_finding(curator)
    address = f"{LIST}{finding.pk}/change/"
    shown = {}
    for member in (curator, staff("reader", "view_finding")):
        client.force_login(member)
        shown[member.username] = client.get(address).content.decode().count(f"{LIST}{finding.pk}/decide/")
        assert client.post(address, {}).status_code == 403

    assert shown == {"curator": 1, "reader": 0}


def test_the_list_counts_the_votes(desk: Client, curator: User) -> None:
    make_finding(curator, votes=3)

    response = desk.get(LIST)

    (row,) = response.context["cl"].result_list
    assert (row.concerned, row.state) == (3, FindingState.OPEN)


def test_upholding_makes_void_and_is_written_down(desk: Client, curator: User) -> None:
    finding = make_finding(curator)
    address = f"{LIST}{finding.pk}/decide/"

    refused = desk.post(address, {"decision": "uphold", "note": " "}, follow=True)
    assert told(refused) == ["Say why these votes are made void."]
    assert set(Vote.objects.values_list("state", flat=True)) == {"held"}
    done = desk.post(address, {"decision": "uphold", "note": "bought"}, follow=True)

    assert told(done) == [f"{finding.pk}: Upheld: the votes are void"]
    finding.refresh_from_db()
    assert (finding.state, finding.decided_by, finding.note) == (FindingState.UPHELD, curator, "bought")
    assert set(Vote.objects.values_list("state", "void_reason")) == {("void", "curator")}
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (curator, str(finding.pk))
    assert entry.change_message == "Upheld: the votes are void bought"


def test_a_decided_finding_is_not_decided_again(desk: Client, curator: User) -> None:
    finding = make_finding(curator)
    address = f"{LIST}{finding.pk}/decide/"
    desk.post(address, {"decision": "dismiss"})

    again = desk.post(address, {"decision": "uphold", "note": "bought"}, follow=True)

    assert told(again)[-1] == "This finding has been decided already."
    assert set(Vote.objects.values_list("state", flat=True)) == {"counted"}
    assert desk.post(address, {"decision": "burn"}, follow=True).status_code == 200


def test_several_are_dismissed_from_the_list(desk: Client, curator: User) -> None:
    finding = make_finding(curator)

    desk.post(LIST, {"action": "dismiss_selected", "_selected_action": [finding.pk]})

    assert Finding.objects.get().state == FindingState.DISMISSED
    assert set(Vote.objects.values_list("state", flat=True)) == {"counted"}


def test_a_voter_is_marked_by_name(desk: Client, curator: User) -> None:
    left, right = make_sets(2)
    vote(make_voter("suspect"), left, right)

    response = desk.post(f"{LIST}mark/", {"username": "Suspect", "note": "odd"}, follow=True)

    finding = Finding.objects.get()
    assert response.redirect_chain == [(f"{LIST}{finding.pk}/change/", 302)]
    assert told(response) == ["1 vote is held."]
    assert Vote.objects.get().finding == finding
    assert LogEntry.objects.get().user == curator


def test_a_line_up_is_marked_by_number(desk: Client) -> None:
    left, _ = make_sets(2)

    desk.post(f"{LIST}mark/", {"lineup": lineup_id(left), "note": "odd"})

    assert Finding.objects.get().lineup == left.lineup


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"username": "nobody", "note": "odd"}, "username"),
        ({"lineup": "999", "note": "odd"}, "lineup"),
        ({"username": "curator"}, "note"),
        ({"note": "odd"}, "__all__"),
    ],
)
def test_a_mark_that_says_too_little_comes_back(desk: Client, data: dict[str, str], field: str) -> None:
    response = desk.post(f"{LIST}mark/", data)

    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    assert not Finding.objects.exists()


def test_the_board_is_shown_with_and_without(desk: Client, curator: User) -> None:
    sets = make_sets(3)
    honest, suspect = make_voter("honest"), make_voter("suspect")
    vote(honest, sets[0], sets[1])
    vote(honest, sets[1], sets[2])
    vote(honest, sets[0], sets[2])
    for number in (0, 1):
        vote(suspect, sets[2], sets[number])
        for voter in range(3):
            vote(make_voter(f"sock{number}{voter}"), sets[2], sets[number])
    for member in User.objects.filter(username__startswith="sock"):
        mark_by_hand(curator=curator, note="sock", voter=member)
    mark_by_hand(curator=curator, note="sock", voter=suspect.member)

    effect = board_effect()

    ranks = [(row.lineup_id, row.rank_with, row.rank_without, row.places) for row in effect.rows]
    expected = [(lineup_id(sets[0]), 2, 1, -1), (lineup_id(sets[1]), 3, 2, -1), (lineup_id(sets[2]), 1, 3, 2)]
    assert ranks == expected
    assert (effect.held, effect.counted, effect.lineups) == (8, 3, 3)
    assert desk.get(f"{LIST}effect/").context["effect"] == effect
    assert [len(board_effect(top=1).rows), board_effect(top=1).rows[0].lineup_id] == [2, lineup_id(sets[0])]


def test_a_board_without_votes_is_empty(desk: Client) -> None:
    assert board_effect() == Effect(0, 0, 0, ())
    assert "Nothing has been voted on yet." in desk.get(f"{LIST}effect/").content.decode()


def test_recomputing_puts_the_refit_into_the_queue(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr("matchups.admin.findings.current_app.send_task", sent.append)

    response = desk.post(f"{LIST}effect/", follow=True)

    assert sent == ["matchups.refit_board"]
    assert told(response) == ["The board will be worked out anew in a moment."]


def test_a_queue_that_does_not_answer_is_said(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr("matchups.admin.findings.current_app.send_task", away)

    assert told(desk.post(f"{LIST}effect/", follow=True)) == ["The queue does not answer. Try again later."]


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


@pytest.mark.parametrize("page", ["", "{first}/change/"])
def test_pages_ask_as_often_whatever_they_show(page: str, desk: Client, curator: User) -> None:
    sets = make_sets(4)
    voters = [make_voter(f"suspect{number}") for number in range(3)]
    for voter in voters:
        for number in range(3):
            vote(voter, sets[number], sets[number + 1])
    first, _ = mark_by_hand(curator=curator, note="odd", voter=voters[0].member)
    Vote.objects.exclude(pk=first.votes.order_by("pk")[0].pk).update(finding=None)
    address = LIST + page.format(first=first.pk)
    desk.get(address)

    one = queries(desk, address)
    for voter in voters[1:]:
        mark_by_hand(curator=curator, note="odd", voter=voter.member)
    Vote.objects.update(finding=first)

    assert queries(desk, address) == one
