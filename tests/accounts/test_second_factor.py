"""The second step of logging in: codes, passkeys, recovery codes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pyotp
import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.exceptions import WrongCodeError
from accounts.models import Passkey, RecoveryCode, SecurityEvent, TotpDevice, User
from accounts.services.recovery import codes_left, make_codes, use_code
from accounts.services.security import NOWHERE
from accounts.services.totp import accept_totp, confirm_totp, remove_totp, secret_of, start_totp
from moviesite.common.crypto import UnreadableSecretError, decrypt, encrypt
from tests.factories import make_member
from tests.processes import run_in_processes

pytestmark = pytest.mark.django_db
PASSWORD = "seven brown lamps"
LOGIN = {"username": "meera", "password": PASSWORD}


def set_up(member: User) -> pyotp.TOTP:
    """An app that counts from the last step on."""
    totp = pyotp.TOTP(secret_of(start_totp(user=member)))
    confirm_totp(user=member, code=totp.at(timezone.now() - timedelta(seconds=30)), origin=NOWHERE)
    return totp


@pytest.fixture
def totp(member: User) -> Any:
    """The member's app; the clock stands still."""
    with time_machine.travel(timezone.now(), tick=False):
        yield set_up(member)


def test_an_app_counts_from_its_first_correct_code_on(api: APIClient, member: User) -> None:
    device = start_totp(user=member)
    with pytest.raises(WrongCodeError):
        confirm_totp(user=member, code="000000x", origin=NOWHERE)
    before = api.post("/api/auth/login", LOGIN).status_code

    codes = confirm_totp(user=member, code=pyotp.TOTP(secret_of(device)).now(), origin=NOWHERE)

    assert (before, len(set(codes))) == (200, 10)
    assert api.post("/api/auth/login", LOGIN).json()["type"] == "/problems/second-factor-required"


def test_the_secret_is_not_in_the_database(member: User) -> None:
    device = start_totp(user=member)

    assert secret_of(device) not in TotpDevice.objects.values_list("secret", flat=True).get()


def test_a_secret_survives_a_change_of_the_key(settings: Any) -> None:
    kept = encrypt("secret", purpose="totp")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", [settings.SECRET_KEY]
    found = decrypt(kept, purpose="totp")
    settings.SECRET_KEY_FALLBACKS = []

    assert found == "secret"
    with pytest.raises(UnreadableSecretError):
        decrypt(kept, purpose="totp")


def test_login_by_api_takes_the_code_along_once(api: APIClient, totp: pyotp.TOTP) -> None:
    code = totp.at(timezone.now())
    statuses = [api.post("/api/auth/login", {**LOGIN, "otp": otp}).status_code for otp in ("", "000000", code, code)]

    assert statuses == [401, 401, 200, 401]


@pytest.mark.parametrize(("steps", "accepted"), [(-2, False), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_off_by_one_step(member: User, totp: pyotp.TOTP, steps: int, accepted: bool) -> None:
    assert accept_totp(user=member, code=totp.at(timezone.now() + timedelta(seconds=30 * steps))) is accepted


def test_an_older_code_does_not_work_after_a_newer_one(member: User, totp: pyotp.TOTP) -> None:
    now = timezone.now()
    codes = [totp.at(now + timedelta(seconds=30)), totp.at(now)]

    assert [accept_totp(user=member, code=code) for code in codes] == [True, False]


def test_a_browser_is_asked_after_the_password(client: Client, member: User, totp: pyotp.TOTP) -> None:
    first = client.post("/login/", {"identifier": "meera", "password": PASSWORD, "next": "/lists/"})
    between = client.get("/settings/").status_code
    wrong = client.post("/login/second/", {"otp": "000000"})

    done = client.post("/login/second/", {"otp": totp.at(timezone.now())})

    assert (first["Location"], between, wrong.status_code) == ("/login/second/", 302, 200)
    assert wrong.context["form"].errors == {"otp": ["This code does not fit, or was used before."]}
    assert (done["Location"], client.get("/settings/").status_code) == ("/lists/", 200)


def test_five_tries_or_five_minutes_end_the_second_step(client: Client, member: User, totp: pyotp.TOTP) -> None:
    client.post("/login/", {"identifier": "meera", "password": PASSWORD})
    tries = [client.post("/login/second/", {"otp": "000000"}).status_code for _ in range(5)]
    client.post("/login/", {"identifier": "meera", "password": PASSWORD})
    session = client.session
    session["second_step"] = {**session["second_step"], "at": session["second_step"]["at"] - 301}
    session.save()

    assert tries == [200, 200, 200, 200, 302]
    assert client.get("/login/second/")["Location"] == "/login/"
    assert client.post("/login/second/", {"otp": totp.at(timezone.now())})["Location"] == "/login/"


def test_the_second_step_is_for_who_gave_the_password(client: Client, totp: pyotp.TOTP) -> None:
    assert client.get("/login/second/")["Location"] == "/login/"
    assert client.post("/login/second/options/")["Location"] == "/login/"


def test_the_admin_has_no_door_of_its_own(client: Client, member: User, totp: pyotp.TOTP) -> None:
    User.objects.filter(pk=member.pk).update(is_staff=True, is_superuser=True)
    fields = {"username": "meera", "password": PASSWORD, "identifier": "meera"}

    posted = client.post("/admin/login/?next=/admin/", fields)

    assert posted["Location"] == "/login/?next=/admin/"
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == "/login/?next=%2Fadmin%2F"


def test_guessing_codes_is_limited_for_the_account(api: APIClient, totp: pyotp.TOTP, settings: Any) -> None:
    settings.RATE_LIMIT_SCALE = 1
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "login-account": ("account", "100/h"), "login-ip": ("ip", "100/h")}
    statuses = [api.post("/api/auth/login", {**LOGIN, "otp": "000000"}).status_code for _ in range(12)]

    assert (statuses.count(401), statuses.count(429)) == (10, 2)


def test_a_recovery_code_works_once_in_any_writing(api: APIClient, member: User, totp: pyotp.TOTP) -> None:
    code = make_codes(user=member)[0]
    typed = code.upper().replace("-", " ")

    statuses = [api.post("/api/auth/login", {**LOGIN, "otp": given}).status_code for given in (typed, code)]

    assert (statuses, codes_left(member)) == ([200, 401], 9)
    assert SecurityEvent.objects.filter(kind="recovery_used").count() == 1


def test_recovery_codes_are_kept_as_hashes_and_replaced(member: User) -> None:
    first = make_codes(user=member)
    second = make_codes(user=member)

    assert RecoveryCode.objects.count() == 10
    assert not set(RecoveryCode.objects.values_list("digest", flat=True)) & {*first, *second}
    assert not use_code(user=member, code=first[0], origin=NOWHERE)


def test_anothers_recovery_code_does_not_work(member: User, other_member: User) -> None:
    assert not use_code(user=other_member, code=make_codes(user=member)[0], origin=NOWHERE)


def test_codes_end_with_the_last_second_factor(member: User, totp: pyotp.TOTP) -> None:
    Passkey.objects.create(user=member, name="Phone", credential_id="a", credential_key="a", public_key=b"")
    remove_totp(user=member, origin=NOWHERE)
    beside_a_passkey = codes_left(member)
    Passkey.objects.all().delete()
    set_up(member)
    remove_totp(user=member, origin=NOWHERE)

    assert (beside_a_passkey, codes_left(member)) == (10, 0)


def test_a_curator_takes_the_app_away(api: APIClient, member: User, totp: pyotp.TOTP, admin_client: Client) -> None:
    device = TotpDevice.objects.get()
    admin_client.post(f"/admin/accounts/totpdevice/{device.pk}/delete/", {"post": "yes"})

    assert api.post("/api/auth/login", LOGIN).status_code == 200


def test_an_app_is_set_up_on_the_pages(client: Client, member: User) -> None:
    client.force_login(member)
    client.post("/settings/security/app/", {"step": "start"})
    page = client.get("/settings/security/app/")
    wrong = client.post("/settings/security/app/", {"code": "12345"})

    done = client.post("/settings/security/app/", {"code": pyotp.TOTP(page.context["secret"]).now()})

    assert page.context["qr"].startswith("data:image/svg+xml")
    assert list(wrong.context["form"].errors) == ["code"]
    assert len(done.context["codes"]) == 10
    assert done["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert "secret" not in client.get("/settings/security/app/").context


def test_a_second_app_needs_the_first_removed(client: Client, member: User, totp: pyotp.TOTP) -> None:
    client.force_login(member)
    client.post("/settings/security/app/", {"step": "start"})

    assert TotpDevice.objects.get().confirmed_at is not None


@pytest.mark.parametrize("credential", ["", "{}", "[]", "no json", '{"rawId": 7}', '{"rawId": "AAAA", "response": 1}'])
def test_what_is_no_passkey_is_refused(client: Client, member: User, credential: str) -> None:
    client.force_login(member)
    client.post("/settings/security/passkeys/options/")

    response = client.post("/settings/security/passkeys/add/", {"name": "Phone", "credential": credential})

    assert response.context["form"].errors
    assert Passkey.objects.count() == 0


def _accept(member_id: int, code: str) -> bool:
    return accept_totp(user=User.objects.get(pk=member_id), code=code)


def _use(member_id: int, code: str) -> bool:
    return use_code(user=User.objects.get(pk=member_id), code=code, origin=NOWHERE)


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_of_simultaneous_uses_of_a_code_one_is_accepted() -> None:
    member = make_member()
    totp = set_up(member)
    code, recovery = totp.at(timezone.now()), make_codes(user=member)[0]

    accepted = run_in_processes(_accept, [(member.pk, code)] * 6)
    used = run_in_processes(_use, [(member.pk, recovery)] * 6)

    assert (sorted(accepted), sorted(used)) == ([False] * 5 + [True], [False] * 5 + [True])
