"""Members hear of what somebody else might have done to their account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.enums import SecurityEventKind
from accounts.models import Delivery, Notification, User
from accounts.notifications.inbox import inbox_of, items_of
from accounts.services.security import Origin, record_event
from tests.accounts.notifications.helpers import make_reader

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.0 Mobile/15E148 Safari/604.1"
)
HOME = Origin(network="203.0.113.7", country="IN", user_agent=FIREFOX.format(140))


@pytest.fixture
def reader() -> User:
    """Joined a year ago and was logged in at home."""
    user = make_reader()
    User.objects.filter(pk=user.pk).update(date_joined=timezone.now() - timedelta(days=365))
    user.refresh_from_db()
    login(user, HOME)
    Notification.objects.all().delete()
    return user


def login(user: User, origin: Origin) -> None:
    record_event(user=user, kind=SecurityEventKind.LOGGED_IN, detail="Password", origin=origin)


def words(user: User) -> list[str]:
    return [item.text for item in items_of(inbox_of(user.pk), user)]


@pytest.mark.parametrize(
    "origin",
    [
        HOME,
        Origin("203.0.113.7", "IN", FIREFOX.format(141)),  # updated
        Origin("198.51.100.1", "IN", FIREFOX.format(140)),  # in a café
    ],
)
def test_familiar_logins_are_no_news(reader: User, origin: Origin) -> None:
    login(reader, origin)

    assert words(reader) == []


@pytest.mark.parametrize(
    ("origin", "where"),
    [
        (Origin("203.0.113.7", "IN", SAFARI), "Safari on iOS, India"),
        (Origin("198.51.100.1", "DE", FIREFOX.format(140)), "Firefox on Windows, Germany"),
        (Origin("198.51.100.1", "", FIREFOX.format(140)), "Firefox on Windows, 198.51.100.1"),
        (Origin("", "", ""), "an unknown device"),
    ],
)
def test_a_login_from_elsewhere_is_told_at_once(reader: User, origin: Origin, where: str) -> None:
    login(reader, origin)

    assert words(reader) == [f"A new login to your account: {where}"]
    assert [(row.channel, row.mode) for row in Delivery.objects.all()] == [("email", "now")]


def test_the_first_login_of_a_newcomer_is_no_news() -> None:
    reader = make_reader()

    login(reader, HOME)

    assert words(reader) == []


def test_the_first_login_after_a_long_absence_is_told(reader: User) -> None:
    reader.security_events.all().delete()

    login(reader, HOME)

    assert words(reader) == ["A new login to your account: Firefox on Windows, India"]


@pytest.mark.parametrize(
    ("kind", "detail", "said", "letters"),
    [
        (SecurityEventKind.WALLET_LINKED, "0x12", "A wallet was linked to your account: 0x12", 1),
        (SecurityEventKind.WALLET_UNLINKED, "0x12", "A wallet was removed from your account: 0x12", 1),
        (SecurityEventKind.FACTOR_ADDED, "Phone", "A second step was added to your account: Phone", 1),
        (SecurityEventKind.FACTOR_REMOVED, "Phone", "A second step was removed from your account: Phone", 1),
        (SecurityEventKind.PASSWORD_CHANGED, "Removed", "Your password was changed", 1),
        (SecurityEventKind.PASSWORD_CHANGED, "", "Your password was changed", 0),  # has a letter of its own
        (SecurityEventKind.PASSWORD_RESET, "", "Your password was reset by e-mail", 0),
        (SecurityEventKind.EMAIL_CHANGED, "a@example.org", "Your e-mail address was changed", 0),
    ],
)
def test_changes_are_told(reader: User, kind: SecurityEventKind, detail: str, said: str, letters: int) -> None:
    record_event(user=reader, kind=kind, detail=detail)

    assert (words(reader), Delivery.objects.count()) == ([said], letters)


def test_what_is_ordinary_is_not_told(reader: User) -> None:
    for kind in (SecurityEventKind.SESSIONS_ENDED, SecurityEventKind.EMAIL_VERIFIED, SecurityEventKind.TOKEN_REVOKED):
        record_event(user=reader, kind=kind)

    assert words(reader) == []


def test_every_event_that_is_told_has_words(reader: User) -> None:
    from accounts.notifications.own_kinds import TOLD

    for kind in sorted(TOLD - {SecurityEventKind.LOGGED_IN}):
        record_event(user=reader, kind=kind, detail="%s")

    assert len(words(reader)) == len(TOLD) - 1
    assert all(words(reader))
