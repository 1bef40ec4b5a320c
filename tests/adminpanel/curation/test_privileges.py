"""Staff have what they were given, and cannot give themselves more."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from accounts.models import User
from tests.adminpanel.staff import make_staff
from tests.factories import make_member

pytestmark = pytest.mark.django_db
EVERYTHING_ABOUT_MEMBERS = ("accounts.view_user", "accounts.change_user", "accounts.delete_user", "accounts.add_user")


@pytest.fixture
def clerk(client: Client) -> User:
    staff = make_staff("ravi", *EVERYTHING_ABOUT_MEMBERS, "auth.change_group", "auth.view_group", "auth.add_group")
    client.force_login(staff)
    return staff


def address(user: User, page: str = "change") -> str:
    return f"/admin/accounts/user/{user.pk}/{page}/"


def test_staff_cannot_raise_themselves(client: Client, clerk: User) -> None:
    answer = client.post(address(clerk), {"username": clerk.username, "is_superuser": "on", "is_staff": "on"})

    assert answer.status_code == 403
    assert User.objects.get(pk=clerk.pk).is_superuser is False


def test_staff_cannot_raise_a_friend(client: Client, clerk: User) -> None:
    friend = make_member("kavya")
    everything = list(Permission.objects.values_list("pk", flat=True)[:5])

    page = client.get(address(friend))
    client.post(
        address(friend),
        {
            "username": "kavya", "is_active": "on", "is_staff": "on", "is_superuser": "on",
            "user_permissions": everything, "date_joined_0": "2026-01-01", "date_joined_1": "10:00:00",
            "profile-TOTAL_FORMS": 0, "profile-INITIAL_FORMS": 0,
        },
    )  # fmt: skip

    offered = set(page.context["adminform"].form.fields)
    raised = User.objects.get(pk=friend.pk)
    assert offered & {"is_staff", "is_superuser", "groups", "user_permissions"} == set()
    assert (raised.is_staff, raised.is_superuser, raised.user_permissions.count()) == (False, False, 0)


def test_staff_cannot_take_over_other_staff(client: Client, clerk: User) -> None:
    boss = make_member("boss", is_staff=True, is_superuser=True)

    answers = [
        client.post(address(boss, "password"), {"password1": "ten purple lamps", "password2": "ten purple lamps"}),
        client.post(address(boss, "delete"), {"post": "yes"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert User.objects.get(pk=boss.pk).check_password("nine yellow lamps") is True


def test_staff_cannot_delete_staff_in_bulk(client: Client, clerk: User) -> None:
    boss = make_member("boss", is_staff=True, is_superuser=True)

    client.post("/admin/accounts/user/", {"action": "delete_selected", "_selected_action": [boss.pk], "post": "yes"})

    assert User.objects.filter(pk=boss.pk).count() == 1


def test_staff_cannot_change_roles(client: Client, clerk: User) -> None:
    role = Group.objects.create(name="Role")
    everything = list(Permission.objects.values_list("pk", flat=True)[:5])

    answer = client.post(f"/admin/auth/group/{role.pk}/change/", {"name": "Role", "permissions": everything})

    assert answer.status_code == 403
    assert role.permissions.count() == 0


def test_superusers_can_do_all_of_it(client: Client) -> None:
    boss, friend = make_member("boss", is_staff=True, is_superuser=True), make_member("kavya", is_staff=True)
    client.force_login(boss)

    page = client.get(address(friend))

    offered = set(page.context["adminform"].form.fields)
    assert offered >= {"is_staff", "is_superuser", "groups", "user_permissions"}
