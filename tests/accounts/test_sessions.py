"""Where a member is logged in, and what ends it (S10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client, RequestFactory
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.enums import RevokeReason, SecurityEventKind
from accounts.middleware import member_of
from accounts.models import BrowserSession, RefreshFamily, SecurityEvent, User, Wallet
from accounts.services import sessions
from accounts.services.security import NOWHERE, prune_events, record_event
from accounts.services.tokens import start_family

pytestmark = pytest.mark.django_db
PASSWORD = "seven brown lamps"


def bearer(token: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def browser(member: User) -> Client:
    client = Client()
    client.post("/login/", {"identifier": member.username, "password": PASSWORD})
    return client


def logged_in(client: Client) -> bool:
    return client.get("/settings/").status_code == 200


def test_a_login_is_written_down_with_where_it_came_from(member: User) -> None:
    client = Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"})
    client.post("/login/", {"identifier": "meera", "password": PASSWORD}, REMOTE_ADDR="2001:db8:1:2:3::4")

    row = BrowserSession.objects.get(user=member)
    assert (row.session_key, row.method, row.network) == (client.session.session_key, "password", "2001:db8:1:2::/64")
    assert SecurityEvent.objects.get().kind == SecurityEventKind.LOGGED_IN


def test_another_login_in_the_same_browser_replaces_the_first(member: User, other_member: User) -> None:
    client = browser(member)
    client.post("/login/", {"identifier": "arjun", "password": "eight green lamps"})

    assert list(BrowserSession.objects.values_list("user__username", flat=True)) == ["arjun"]


def test_reading_the_member_costs_one_query(member: User, django_assert_num_queries: Any) -> None:
    request = RequestFactory().get("/")
    request.session = browser(member).session
    request.session.get("opened")

    with django_assert_num_queries(1):
        assert member_of(request) == member


def test_last_seen_is_written_at_most_every_quarter_of_an_hour(member: User) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = browser(member)
        began = BrowserSession.objects.get().last_seen_at
        seen = []
        for minutes in (14, 2, 10):
            clock.shift(timedelta(minutes=minutes))
            client.get("/settings/")
            seen.append(BrowserSession.objects.get().last_seen_at - began)

    assert seen == [timedelta(0), timedelta(minutes=16), timedelta(minutes=16)]


def test_a_session_without_its_row_has_ended(member: User) -> None:
    client = browser(member)
    BrowserSession.objects.all().delete()

    assert not logged_in(client)
    assert client.session.is_empty()


def _log_out(client: Client, access: str, member: User) -> None:
    client.post("/logout/")
    bearer(access).post("/api/auth/logout")


def _change_password(client: Client, access: str, member: User) -> None:
    browser(member).post("/settings/security/password/", {"current": PASSWORD, "new": "eight new lamps"})


def _unlink(client: Client, access: str, member: User) -> None:
    wallet = Wallet.objects.create(user=member, address="0x" + "1" * 40)
    browser(member).post(f"/settings/security/wallets/{wallet.pk}/remove/")


def _deactivate(client: Client, access: str, member: User) -> None:
    member.is_active = False
    member.save()


def _delete(client: Client, access: str, member: User) -> None:
    member.delete()


def _end_by_curator(client: Client, access: str, member: User) -> None:
    sessions.end_all_sessions(user=member, reason=RevokeReason.ENDED)


def _admin_ends(client: Client, access: str, member: User) -> None:
    curator = Client()
    curator.force_login(User.objects.create_superuser(username="curator", password="ten violet lamps"))
    fields = {"action": "end_all_sessions", "_selected_action": [member.pk]}
    assert curator.post("/admin/accounts/user/", fields).status_code == 302


def _admin_sets_password(client: Client, access: str, member: User) -> None:
    member.set_password("nine new lamps now")
    member.save()


@pytest.mark.parametrize(
    "cause",
    [_log_out, _change_password, _unlink, _deactivate, _delete, _end_by_curator, _admin_ends, _admin_sets_password],
    ids=lambda cause: cause.__name__.strip("_"),
)
def test_s10_every_cause_ends_access_refresh_and_browser(
    cause: Callable[[Client, str, User], None], member: User
) -> None:
    client, pair = browser(member), start_family(user=member)
    before = logged_in(client), bearer(pair.access).get("/api/user/profile").status_code

    cause(client, pair.access, member)

    after = (
        logged_in(client),
        bearer(pair.access).get("/api/user/profile").status_code,
        APIClient().post("/api/auth/refresh", {"refresh": pair.refresh}).status_code,
    )
    assert (before, after) == ((True, 200), (False, 401, 401))


def test_the_browser_that_changed_the_password_stays_and_has_a_new_key(member: User) -> None:
    client, other = browser(member), browser(member)
    key = client.session.session_key

    client.post("/settings/security/password/", {"current": PASSWORD, "new": "eight new lamps"})

    assert (logged_in(client), logged_in(other)) == (True, False)
    assert client.session.session_key != key


def test_the_list_names_this_one_first_and_ends_another(member: User) -> None:
    mine, other, pair = browser(member), browser(member), start_family(user=member)
    page = mine.get("/settings/security/")
    cards = page.context["logins"].object_list

    mine.post(f"/settings/security/sessions/{BrowserSession.objects.order_by('pk').last().pk}/end/")
    mine.post(f"/settings/security/sessions/{pair.family_id}/end/")

    assert [card.is_current for card in cards] == [True, False, False]
    assert (logged_in(mine), logged_in(other)) == (True, False)
    assert RefreshFamily.objects.get().revoked_reason == RevokeReason.ENDED
    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


@pytest.mark.parametrize("session_id", ["0", "999999999999999999999", "x", "00000000-0000-0000-0000-000000000000"])
def test_what_is_no_session_of_mine_cannot_be_ended(member: User, other_member: User, session_id: str) -> None:
    start_family(user=other_member)
    api = bearer(start_family(user=member).access)
    foreign = str(RefreshFamily.objects.get(user=other_member).pk)

    assert [api.delete(f"/api/user/sessions/{given}").status_code for given in (session_id, foreign)] == [404, 404]


def test_sessions_by_api(member: User) -> None:
    browser(member)
    here, there = start_family(user=member), start_family(user=member)
    api = bearer(here.access)

    listed = api.get("/api/user/sessions").json()
    ended = api.delete("/api/user/sessions").status_code

    assert [(row["kind"], row["is_current"]) for row in listed["results"]].count(("api", True)) == 1
    assert (listed["count"], ended, RefreshFamily.objects.get(pk=there.family_id).revoked_reason) == (3, 204, "ended")
    assert (BrowserSession.objects.count(), api.get("/api/user/profile").status_code) == (0, 200)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(member: User, count: int, django_assert_num_queries: Any) -> None:
    pair = start_family(user=member)
    for _ in range(count):
        browser(member)
    api = bearer(pair.access)

    with django_assert_num_queries(4):  # the credential, this login, browsers, families
        assert len(api.get("/api/user/sessions").json()["results"]) == count + 1


def test_events_are_kept_thirty_days(member: User) -> None:
    record_event(user=member, kind=SecurityEventKind.EXPORTED, origin=NOWHERE)
    now = timezone.now()

    assert [prune_events(now=now + timedelta(days=days)) for days in (29, 31)] == [0, 1]


def test_browsers_that_stay_away_are_forgotten(member: User) -> None:
    browser(member)
    now = timezone.now()

    assert [sessions.prune_browser_sessions(now=now + timedelta(days=days)) for days in (13, 15)] == [0, 1]
