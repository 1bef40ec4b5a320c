"""The inbox and the preferences by API."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Notification, NotificationPreference, User
from accounts.services.notifications import notify
from tests.factories import make_member

pytestmark = pytest.mark.django_db


def told(reader: User, number: int = 0) -> Notification:
    row = notify(recipient_id=reader.pk, kind="followed", actor_id=make_member(f"fan{number}").pk, url="/@fan/")
    assert row is not None
    return row


def test_the_shape_of_a_notification(member: User, member_api: APIClient) -> None:
    row = told(member)

    response = member_api.get("/api/notifications")

    assert response.json() == {
        "count": 1,
        "next": None,
        "previous": None,
        "results": [
            {
                "id": row.pk,
                "kind": "followed",
                "text": "@fan0 follows you now",
                "actor": "fan0",
                "url": "/@fan/",
                "created_at": row.created_at.isoformat().replace("+00:00", "Z"),
                "is_read": False,
            }
        ],
    }
    assert response["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_three_queries(
    member: User, member_api: APIClient, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        told(member, number)

    with django_assert_num_queries(3):
        found = member_api.get("/api/notifications").json()["results"]

    assert len(found) == rows


def test_only_unread_ones(member: User, member_api: APIClient) -> None:
    first, second = told(member, 1), told(member, 2)
    member_api.post("/api/notifications/read", {"ids": [first.pk]})

    found = {
        asked: [row["id"] for row in member_api.get("/api/notifications", {"unread": asked}).json()["results"]]
        for asked in ("true", "false", "")
    }

    assert found == {"true": [second.pk], "false": [first.pk], "": [second.pk, first.pk]}
    assert member_api.get("/api/notifications", {"unread": "maybe"}).json()["errors"] == {"unread": ["true or false."]}


def test_marking_some_and_all(member: User, other_member: User, member_api: APIClient) -> None:
    rows = [told(member, number) for number in range(3)]
    others = told(other_member, 9)

    some = member_api.post("/api/notifications/read", {"ids": [rows[0].pk, others.pk]}).json()
    everything = member_api.post("/api/notifications/read", {"all": True}).json()

    assert (some, everything) == ({"unread": 2}, {"unread": 0})
    assert list(Notification.objects.filter(read_at=None)) == [others]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "ids"),
        ({"all": False}, "ids"),
        ({"ids": [1], "all": True}, "ids"),
        ({"ids": ["x"]}, "ids.0"),
        ({"ids": [0]}, "ids.0"),
        ({"idz": [1]}, "idz"),
    ],
)
def test_what_cannot_be_marked(member_api: APIClient, body: dict[str, Any], field: str) -> None:
    response = member_api.post("/api/notifications/read", body)

    assert (response.status_code, list(response.json()["errors"])) == (400, [field])


def test_preferences_are_read_and_changed(member: User, member_api: APIClient) -> None:
    response = member_api.put(
        "/api/user/notification-preferences",
        {"digest": "daily", "preferences": [{"kind": "followed", "channel": "email", "mode": "off"}]},
    )

    rows = {row["kind"]: row for row in response.json()["preferences"]}
    assert response.json()["digest"] == "daily"
    assert rows["followed"] == {
        "kind": "followed",
        "channel": "email",
        "mode": "off",
        "label": "Somebody follows you",
        "modes": ["off", "now", "digest"],
    }
    assert rows["security"]["modes"] == ["now"]
    assert member_api.get("/api/user/notification-preferences").json() == response.json()


@pytest.mark.parametrize(
    "choice",
    [
        {"kind": "security", "channel": "email", "mode": "off"},
        {"kind": "nothing", "channel": "email", "mode": "off"},
        {"kind": "followed", "channel": "telegram", "mode": "now"},
        {"kind": "followed", "channel": "inbox", "mode": "off"},
    ],
)
def test_what_cannot_be_chosen_keeps_everything_as_it_was(member_api: APIClient, choice: dict[str, str]) -> None:
    good = {"kind": "announcement", "channel": "email", "mode": "off"}

    response = member_api.put("/api/user/notification-preferences", {"preferences": [good, choice]})

    words = f"{choice['kind']} by {choice['channel']} cannot be {choice['mode']}."
    assert (response.status_code, response.json()["errors"]) == (400, {"preferences": [words]})
    assert NotificationPreference.objects.count() == 0


@pytest.mark.parametrize("path", ["/api/notifications", "/api/user/notification-preferences"])
def test_visitors_have_no_inbox(api: APIClient, path: str) -> None:
    assert api.get(path).status_code == 401
