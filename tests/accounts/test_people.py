"""Following, blocking and muting: pages, API, and what becomes of what was there."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.exceptions import ProfileNotFoundError
from accounts.models import Block, Follow, Mute, Profile, User
from accounts.selectors.people import hidden_from, visible_member
from accounts.services.people import block_member, follow_member, mute_member, unfollow_member
from moviesite.common.errors import DomainError
from moviesite.events.models import OutboxEvent
from tests.factories import make_member
from tests.processes import run_in_processes

pytestmark = pytest.mark.django_db


def told(kind: str) -> list[dict[str, Any]]:
    return [event.payload for event in OutboxEvent.objects.filter(type=kind).order_by("id")]


def names(answer: Any) -> list[str]:
    return [row["username"] for row in answer.json()["results"]]


def test_following_again_changes_nothing_and_is_told_once(member: User, other_member: User) -> None:
    followed = [follow_member(member=member, followed=other_member) for _ in range(2)]

    assert (followed, Follow.objects.count()) == ([True, False], 1)
    assert told("member_followed") == [
        {"type": "member_followed", "follower_id": member.pk, "followed_id": other_member.pk}
    ]


def test_nobody_follows_blocks_or_mutes_themselves(member: User) -> None:
    for act in (
        lambda: follow_member(member=member, followed=member),
        lambda: block_member(member=member, blocked=member),
        lambda: mute_member(member=member, muted=member),
    ):
        with pytest.raises(DomainError) as refused:
            act()
        assert refused.value.errors == {"username": ["That is you."]}


def test_a_private_profile_gains_no_followers_and_keeps_those_it_has(member: User, other_member: User) -> None:
    early = make_member("nila")
    follow_member(member=early, followed=other_member)
    Profile.objects.filter(user=other_member).update(is_private=True)

    with pytest.raises(ProfileNotFoundError):
        follow_member(member=member, followed=other_member)
    assert list(Follow.objects.values_list("follower", flat=True)) == [early.pk]


def test_a_block_ends_what_was_between_the_two(member: User, other_member: User) -> None:
    follow_member(member=member, followed=other_member)
    follow_member(member=other_member, followed=member)

    assert [block_member(member=member, blocked=other_member) for _ in range(2)] == [True, False]

    assert Follow.objects.count() == 0
    assert hidden_from(member.pk) == {other_member.pk}
    assert hidden_from(other_member.pk) == {member.pk}
    for one, another in ((member, other_member), (other_member, member)):
        with pytest.raises(ProfileNotFoundError):
            visible_member(username=another.username, viewer_id=one.pk)
        with pytest.raises(ProfileNotFoundError):
            follow_member(member=one, followed=another)
    assert len(told("member_blocked")) == 1


def test_finding_a_member_costs_one_query(member: User, other_member: User) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = visible_member(username="ARJUN", viewer_id=member.pk)
        assert found.profile.is_private is False

    assert (found, len(queries)) == (other_member, 1)


@pytest.mark.parametrize(("tie", "model"), [("follow", Follow), ("block", Block), ("mute", Mute)])
def test_each_tie_is_made_and_ended_any_number_of_times(
    tie: str, model: Any, member_api: APIClient, other_member: User
) -> None:
    path = f"/api/profiles/arjun/{tie}"

    assert [member_api.put(path).status_code for _ in range(2)] == [204, 204]
    assert model.objects.count() == 1
    assert [member_api.delete(path).status_code for _ in range(2)] == [204, 204]
    assert model.objects.count() == 0


@pytest.mark.parametrize("tie", ["follow", "block", "mute"])
def test_ties_need_two_members(tie: str, api: APIClient, member_api: APIClient) -> None:
    assert api.put(f"/api/profiles/meera/{tie}").status_code == 401
    assert member_api.put(f"/api/profiles/nobody/{tie}").status_code == 404
    own = member_api.put(f"/api/profiles/meera/{tie}")
    assert (own.status_code, own.json()["errors"]) == (400, {"username": ["That is you."]})


def test_following_is_limited(member_api: APIClient, other_member: User, settings: Any) -> None:
    settings.RATE_LIMIT_SCALE = 1
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "follow": ("user", "2/h")}

    assert [member_api.put("/api/profiles/arjun/follow").status_code for _ in range(3)] == [204, 204, 429]


def test_followers_are_listed_without_whom_the_asker_may_not_see(
    api: APIClient, member_api: APIClient, member: User, other_member: User
) -> None:
    fans = [make_member(name) for name in ("nila", "ravi", "kavya")]
    for fan in fans:
        follow_member(member=fan, followed=other_member)
    Profile.objects.filter(user=fans[0]).update(is_private=True)
    block_member(member=fans[1], blocked=member)

    assert names(api.get("/api/profiles/arjun/followers")) == ["kavya", "ravi"]
    assert names(member_api.get("/api/profiles/arjun/followers")) == ["kavya"]
    assert names(api.get("/api/profiles/kavya/following")) == ["arjun"]


@pytest.mark.parametrize("path", ["/api/profiles/arjun/followers", "/@arjun/followers/"])
def test_a_list_of_people_costs_as_much_for_three_as_for_one(path: str, member: User, other_member: User) -> None:
    client, counts = Client(), []
    client.force_login(member)
    for more in (["nila"], ["ravi", "kavya"]):
        for name in more:
            follow_member(member=make_member(name), followed=other_member)
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
        assert answer.status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_whom_one_blocks_one_alone_sees(
    api: APIClient, member_api: APIClient, member: User, other_member: User
) -> None:
    block_member(member=member, blocked=other_member)

    answer = member_api.get("/api/user/blocks")

    assert (names(answer), answer["Cache-Control"]) == (["arjun"], "private, no-store")
    assert api.get("/api/user/blocks").status_code == 401


def test_the_profile_has_the_buttons_and_they_work_without_script(
    client: Client, member: User, other_member: User
) -> None:
    client.force_login(member)

    client.post("/@arjun/follow/", {"on": "1"})
    page = client.get("/@arjun/").content.decode()
    assert Follow.objects.count() == 1
    assert 'name="on" value="0"' in page
    client.post("/@arjun/follow/", {"on": "0"})
    client.post("/@arjun/mute/", {"on": "1"})
    assert (Follow.objects.count(), Mute.objects.count()) == (0, 1)
    blocked = client.post("/@arjun/block/", {"on": "1"}, follow=True)
    assert (blocked.redirect_chain, "@arjun" in blocked.content.decode()) == ([("/settings/people/", 302)], True)
    assert client.get("/@arjun/").status_code == 404
    client.post("/@arjun/block/", {"on": "0"})
    assert client.get("/@arjun/").status_code == 200


def test_htmx_gets_the_other_button(client: Client, member: User, other_member: User) -> None:
    client.force_login(member)

    answer = client.post("/@arjun/follow/", {"on": "1"}, headers={"HX-Request": "true"})

    assert (answer.status_code, answer.templates[0].name) == (200, "accounts/_follow.html")
    assert 'name="on" value="0"' in answer.content.decode()


def _follow(follower_id: int, followed_id: int) -> bool:
    return follow_member(member=User.objects.get(pk=follower_id), followed=User.objects.get(pk=followed_id))


def _tie(act: str, one: int, another: int) -> str:
    member, other = User.objects.get(pk=one), User.objects.get(pk=another)
    try:
        if act == "block":
            block_member(member=member, blocked=other)
        else:
            follow_member(member=member, followed=other)
    except ProfileNotFoundError:
        return "refused"
    return act


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_simultaneous_follows_make_one_row_and_one_event(member: User, other_member: User) -> None:
    made = run_in_processes(_follow, [(member.pk, other_member.pk)] * 6)

    assert (sorted(made), Follow.objects.count(), len(told("member_followed"))) == ([False] * 5 + [True], 1, 1)


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_of_a_block_and_follows_at_one_moment_the_block_stays(member: User, other_member: User) -> None:
    pairs = [("follow", member.pk, other_member.pk), ("follow", other_member.pk, member.pk)] * 2
    run_in_processes(_tie, [*pairs, ("block", other_member.pk, member.pk)])

    assert (Follow.objects.count(), Block.objects.count()) == (0, 1)


def test_unfollowing_takes_the_news_along(member: User, other_member: User) -> None:
    follow_member(member=member, followed=other_member)

    assert [unfollow_member(member=member, followed=other_member) for _ in range(2)] == [True, False]
    assert member.activities.count() == 0
