"""Passkeys in a real browser: made, asked for after the password, used as proof, removed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import BrowserSession, Passkey, User
from tests.browser.conftest import Visit
from tests.factories import make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "nine yellow lamps"


@pytest.fixture
def member(transactional_db: None) -> User:
    return make_member("kavya", password=PASSWORD)


def plug_in_authenticator(visit: Visit) -> None:
    """A virtual one that is always willing (WebDriver BiDi has none yet, so by the DevTools protocol)."""
    session = visit.context.new_cdp_session(visit.page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**options, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )


def log_in(visit: Visit) -> None:
    visit.open("/login/?next=/settings/security/")
    visit.page.get_by_label("Username or e-mail").fill("kavya")
    visit.page.get_by_label("Password").fill(PASSWORD)
    visit.page.get_by_role("button", name="Log in", exact=True).click()


def test_a_passkey_is_made_asked_for_used_as_proof_and_removed(visit: Visit, member: User) -> None:
    page = visit.page
    plug_in_authenticator(visit)
    log_in(visit)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("Laptop")
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    codes = page.locator(".codes li").count()
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_text("Laptop", exact=True).first.wait_for()

    visit.context.clear_cookies()
    log_in(visit)
    page.get_by_role("heading", name="One more step").wait_for()
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("heading", name="Where you are logged in").wait_for()
    counted = Passkey.objects.get(user=member).sign_count

    BrowserSession.objects.update(proved_at=timezone.now() - timedelta(minutes=11))
    page.get_by_role("button", name="Remove Laptop").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/settings/security/")
    page.get_by_role("button", name="Remove Laptop").click()
    page.get_by_text("The passkey was removed.").wait_for()

    assert (codes, counted > 1, Passkey.objects.count()) == (10, True, 0)
    assert visit.troubles == []
