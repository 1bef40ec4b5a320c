"""Fresh proof before what could take an account over, and that a way in is always left (S14)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.enums import NoncePurpose, SecurityEventKind
from accounts.exceptions import LastFactorError
from accounts.models import SecurityEvent, User, Wallet
from accounts.services.factors import take_password, take_wallet
from accounts.services.security import NOWHERE
from accounts.services.tokens import start_family
from tests.accounts.wallet.signing import Signer, signed_login
from tests.factories import make_member
from tests.processes import run_in_processes

pytestmark = pytest.mark.django_db
PASSWORD = "seven brown lamps"
STALE = timedelta(minutes=10, seconds=1)


def bearer(member: User) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {start_family(user=member).access}")
    return client


def give_wallet(member: User, signer: Signer) -> Wallet:
    return Wallet.objects.create(user=member, address=signer.address)


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", "/settings/security/email/"),
        ("get", "/settings/security/app/"),
        ("get", "/settings/security/passkeys/add/"),
        ("get", "/settings/security/wallets/add/"),
        ("post", "/settings/security/email/remove/"),
        ("post", "/settings/security/password/remove/"),
        ("post", "/settings/security/app/remove/"),
        ("post", "/settings/security/codes/"),
        ("post", "/settings/security/passkeys/options/"),
    ],
)
def test_what_needs_proof_asks_for_it_when_the_login_is_old(
    client: Client, member: User, method: str, address: str
) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.force_login(member)
        clock.shift(STALE)
        response = getattr(client, method)(address)

    back = address if method == "get" else "/settings/security/"
    assert (response.status_code, response["Location"]) == (302, f"/settings/confirm/?next={back.replace('/', '%2F')}")


def test_what_was_typed_is_there_again_after_the_proof(client: Client, member: User) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.force_login(member)
        clock.shift(STALE)
        sent = client.post("/settings/security/email/", {"email": "new@example.org"})
        confirmed = client.post(sent["Location"], {"password": PASSWORD}, follow=True)

    assert confirmed.context["form"].initial == {"email": "new@example.org"}


def test_a_wrong_password_is_told_and_proves_nothing(client: Client, member: User) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.force_login(member)
        clock.shift(STALE)
        response = client.post("/settings/confirm/", {"password": "no lamps at all"})
        still = client.get("/settings/security/email/").status_code

    assert response.context["password_form"].errors == {"password": ["This is not your password."]}
    assert still == 302


def test_proof_by_api_with_each_kind(member: User) -> None:
    signer = Signer()
    wallet = give_wallet(member, signer)
    with time_machine.travel(timezone.now(), tick=True) as clock:
        api = bearer(member)
        clock.shift(timedelta(minutes=4))
        family = member.refresh_families.get()
        family.proved_at = timezone.now() - STALE
        family.save()
        refused = api.delete(f"/api/user/wallets/{wallet.pk}")
        nonce = api.post("/api/auth/nonce", {"purpose": NoncePurpose.PROOF}).json()["nonce"]
        proven = api.post("/api/auth/proof", signed_login(signer, nonce))
        removed = api.delete(f"/api/user/wallets/{wallet.pk}")

    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/reauth-required")
    assert (proven.status_code, removed.status_code) == (204, 204)
    assert not Wallet.objects.exists()


@pytest.mark.parametrize(
    "body", [{}, {"password": "a", "otp": "1"}, {"message": "a"}, {"signature": "a", "password": "b"}]
)
def test_proof_takes_exactly_one_way(member: User, body: dict[str, str]) -> None:
    assert bearer(member).post("/api/auth/proof", body).status_code == 400


def test_a_foreign_wallet_proves_nothing(member: User, other_member: User) -> None:
    signer = Signer(7)
    give_wallet(other_member, signer)
    api = bearer(member)
    nonce = api.post("/api/auth/nonce", {"purpose": NoncePurpose.PROOF}).json()["nonce"]

    assert api.post("/api/auth/proof", signed_login(signer, nonce)).status_code == 401


def test_guessing_a_proof_stops_before_the_hasher(member: User, settings: Any, mocker_free_spy: Any) -> None:
    settings.RATE_LIMIT_SCALE = 1
    api = bearer(member)

    answers = [api.post("/api/auth/proof", {"password": f"guess {n}"}).status_code for n in range(25)]

    assert (answers.count(401), answers.count(429), mocker_free_spy()) == (20, 5, 20)


@pytest.fixture
def mocker_free_spy(monkeypatch: pytest.MonkeyPatch) -> Any:
    """How often a password was checked."""
    calls: list[str] = []
    original = User.check_password
    monkeypatch.setattr(User, "check_password", lambda self, raw: calls.append(raw) or original(self, raw))
    return lambda: len(calls)


def test_linking_a_wallet(member: User) -> None:
    api, signer = bearer(member), Signer()
    nonce = api.post("/api/auth/nonce", {"purpose": NoncePurpose.LINK}).json()["nonce"]

    response = api.post("/api/user/wallets", signed_login(signer, nonce))

    assert (response.status_code, response.json()["address"]) == (201, signer.address)
    assert [row["address"] for row in api.get("/api/user/wallets").json()["results"]] == [signer.address]
    assert SecurityEvent.objects.filter(kind=SecurityEventKind.WALLET_LINKED).count() == 1


def test_the_last_way_in_stays(member: User) -> None:
    member.set_unusable_password()
    member.save()
    wallet = give_wallet(member, Signer())

    response = bearer(member).delete(f"/api/user/wallets/{wallet.pk}")

    assert (response.status_code, response.json()["type"]) == (409, "/problems/last-factor")
    assert Wallet.objects.count() == 1


def test_a_password_is_removed_only_beside_a_wallet(client: Client, member: User) -> None:
    client.force_login(member)
    client.post("/settings/security/password/remove/")
    kept = User.objects.get(pk=member.pk).has_usable_password()
    give_wallet(member, Signer())
    client.post("/settings/security/password/remove/")

    assert (kept, User.objects.get(pk=member.pk).has_usable_password()) == (True, False)
    assert client.get("/settings/security/").status_code == 200


def test_a_wallet_member_sets_a_password(client: Client, member: User) -> None:
    member.set_unusable_password()
    member.save()
    client.force_login(member)

    client.post("/settings/security/password/", {"new": "eight new lamps"})

    assert User.objects.get(pk=member.pk).check_password("eight new lamps")
    assert client.get("/settings/security/").status_code == 200


def _take(kind: str, member_id: int, wallet_id: int) -> str:
    member = User.objects.get(pk=member_id)
    try:
        if kind == "password":
            take_password(user=member, keep=None, origin=NOWHERE)
        else:
            take_wallet(user=member, wallet_id=wallet_id, keep=None, origin=NOWHERE)
    except LastFactorError:
        return "kept"
    return "removed"


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_s14_simultaneous_removals_of_both_ways_leave_one() -> None:
    for number in range(5):
        member = make_member(f"member-{number}")
        wallet = Wallet.objects.create(user=member, address=f"0x{number:040d}")

        outcomes = run_in_processes(_take, [("password", member.pk, wallet.pk), ("wallet", member.pk, wallet.pk)])

        member.refresh_from_db()
        assert sorted(outcomes) == ["kept", "removed"]
        assert member.has_usable_password() + member.wallets.count() == 1
