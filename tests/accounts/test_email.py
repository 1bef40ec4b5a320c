"""An address belongs to whoever confirms it (S12); letters; new passwords by letter."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.exceptions import InvalidLinkError, MergeOfferedError
from accounts.models import ApiToken, User, Wallet
from accounts.services.email import change_email, make_link_token, remove_email, verify_email
from accounts.services.passwords import reset_link_parts
from accounts.services.security import NOWHERE
from accounts.services.tokens import start_family
from tests.factories import make_member
from tests.processes import run_in_processes

pytestmark = pytest.mark.django_db
PASSWORD = "seven brown lamps"


@pytest.fixture
def owner(member: User) -> User:
    """A member whose address is confirmed."""
    return verify_email(user=member, token=make_link_token(user=member, address=member.email), origin=NOWHERE)


def link_in(letter: EmailMessage) -> str:
    found = re.search(r"https?://[^/]+(/(?:email|password)/\S+)", str(letter.body))
    assert found, letter.body
    return found[1]


def join(api: APIClient, name: str, email: str) -> Any:
    return api.post("/api/auth/register", {"username": name, "email": email, "password": "ten violet lamps"})


def test_joining_with_anothers_address_answers_like_any_other(api: APIClient, owner: User) -> None:
    answers = [join(api, "vani", "Meera@Example.org"), join(api, "vanu", "nobody@example.org")]

    shapes = [(answer.status_code, sorted(answer.json()), sorted(answer.json()["user"])) for answer in answers]
    assert shapes[0] == shapes[1]
    assert list(User.objects.filter(email_key="meera@example.org")) == [owner]
    assert User.objects.get(username="vani").email_claim_key == "meera@example.org"


def test_the_owner_hears_of_it_and_the_newcomer_can_log_in_by_it(
    api: APIClient, owner: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        join(api, "vani", "meera@example.org")

    logins = [
        api.post("/api/auth/login", {"email": "meera@example.org", "password": password}).json()["user"]["username"]
        for password in (PASSWORD, "ten violet lamps")
    ]
    assert logins == ["meera", "vani"]
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        (["meera@example.org"], "Somebody joined with your address")
    ]
    assert "Hello @meera" in mail.outbox[0].body


@pytest.mark.parametrize("email", ["meera@example.org", "claimed@example.org", "nobody@example.org"])
def test_an_address_costs_two_hashes_whoever_has_it(api: APIClient, owner: User, email: str) -> None:
    make_member("vani", email="claimed@example.org")
    with patch("django.contrib.auth.hashers.MD5PasswordHasher.encode", return_value="md5$x$y") as encode:
        answer = api.post("/api/auth/login", {"email": email, "password": "whatever it is"})

    assert (answer.status_code, encode.call_count) == (401, 2)


def test_the_letter_confirms_the_address(client: Client, member: User, django_capture_on_commit_callbacks: Any) -> None:
    client.force_login(member)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/settings/security/email/resend/")
    address = link_in(mail.outbox[0])
    shown = client.get(address)
    only_read = User.objects.get(pk=member.pk).email_key

    client.post(address)

    confirmed = User.objects.get(pk=member.pk)
    assert (shown.context["address"], only_read, confirmed.email_key) == (
        "meera@example.org",
        None,
        "meera@example.org",
    )
    assert mail.outbox[0].alternatives[0][1] == "text/html"
    assert client.post(address).status_code == 404  # once


def test_somebody_else_does_not_confirm_it(client: Client, member: User, other_member: User) -> None:
    client.force_login(other_member)
    address = f"/email/verify/{make_link_token(user=member, address=member.email)}/"

    shown, posted = client.get(address), client.post(address)

    assert (shown.context["address"], posted.status_code) == ("", 404)
    assert User.objects.exclude(email_key=None).count() == 0


@pytest.mark.parametrize("age", [timedelta(hours=23), timedelta(hours=25)])
def test_a_link_works_for_a_day(member: User, age: timedelta) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        token = make_link_token(user=member, address=member.email)
        clock.shift(age)
        try:
            verify_email(user=member, token=token, origin=NOWHERE)
        except InvalidLinkError:
            assert age > timedelta(hours=24)
        else:
            assert age < timedelta(hours=24)


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: "x" + token, lambda token: "no:link:x"])
def test_a_changed_link_confirms_nothing(member: User, change: Any) -> None:
    token = make_link_token(user=member, address=member.email)

    with pytest.raises(InvalidLinkError):
        verify_email(user=member, token=change(token), origin=NOWHERE)


def test_a_link_for_one_address_dies_with_a_change_to_another(member: User) -> None:
    token = make_link_token(user=member, address=member.email)
    change_email(user=member, address="new@example.org")

    with pytest.raises(InvalidLinkError):
        verify_email(user=member, token=token, origin=NOWHERE)


def test_an_address_of_another_offers_to_merge(client: Client, owner: User) -> None:
    vani = make_member("vani", email="meera@example.org")
    token = make_link_token(user=vani, address=vani.email)
    client.force_login(vani)

    response = client.post(f"/email/verify/{token}/")

    assert (response.status_code, response.context["owner"]) == (409, owner)
    with pytest.raises(MergeOfferedError) as raised:
        verify_email(user=vani, token=token, origin=NOWHERE)
    assert raised.value.owner_id == owner.pk


def test_a_confirmed_address_stays_until_the_new_one_is_confirmed(
    owner: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        change_email(user=owner, address="new@example.org")
    kept = User.objects.get(pk=owner.pk).email
    with django_capture_on_commit_callbacks(execute=True):
        verify_email(user=owner, token=make_link_token(user=owner, address="new@example.org"), origin=NOWHERE)

    assert (kept, User.objects.get(pk=owner.pk).email_key) == ("meera@example.org", "new@example.org")
    assert [(letter.to[0], letter.subject) for letter in mail.outbox] == [
        ("new@example.org", "Confirm your e-mail address"),
        ("meera@example.org", "Your e-mail address was changed"),
    ]


def test_an_address_changed_elsewhere_is_no_longer_confirmed(owner: User) -> None:
    owner.email = "typed-by-a-curator@example.org"
    owner.save(update_fields=["email"])

    fresh = User.objects.get(pk=owner.pk)
    assert (fresh.email_key, fresh.email_verified_at) == (None, None)


def test_an_address_can_be_removed(owner: User) -> None:
    remove_email(user=owner, origin=NOWHERE)

    assert (User.objects.get(pk=owner.pk).email, User.objects.get(pk=owner.pk).email_key) == ("", None)


def test_a_letter_speaks_the_readers_language(owner: User, django_capture_on_commit_callbacks: Any) -> None:
    owner.profile.ui_language = "te"
    owner.profile.save()
    with (
        patch("accounts.emails.translation.override") as override,
        django_capture_on_commit_callbacks(execute=True),
    ):
        change_email(user=owner, address="new@example.org")

    assert [call.args for call in override.call_args_list] == [("te",)]


def _reset_letters(address: str, capture: Any) -> tuple[Any, list[EmailMessage]]:
    with capture(execute=True) as callbacks:
        answer = APIClient().post("/api/auth/password/reset", {"email": address})
    return (answer.status_code, answer.content, len(callbacks)), list(mail.outbox)


def test_a_reset_answers_alike_for_everybody(owner: User, django_capture_on_commit_callbacks: Any) -> None:
    known, letters = _reset_letters("MEERA@example.org", django_capture_on_commit_callbacks)
    unknown, still = _reset_letters("nobody@example.org", django_capture_on_commit_callbacks)

    assert known == unknown
    assert ([letter.to for letter in letters], len(still)) == ([["meera@example.org"]], 1)


def test_a_reset_by_letter_ends_everything_and_works_once(
    client: Client, owner: User, django_capture_on_commit_callbacks: Any
) -> None:
    pair = start_family(user=owner)
    ApiToken.objects.create(user=owner, name="script", prefix="x", digest="x")
    _, letters = _reset_letters("meera@example.org", django_capture_on_commit_callbacks)
    address = link_in(letters[0])
    weak = client.post(address, {"password": "password123"})

    done = client.post(address, {"password": "eleven blue lamps"})

    assert weak.context["form"].errors == {"password": ["This password is too common."]}
    assert (done.status_code, done["Location"]) == (302, "/login/")
    assert client.get(address).status_code == 404
    assert APIClient().post("/api/auth/refresh", {"refresh": pair.refresh}).status_code == 401
    assert ApiToken.objects.get().revoked_at is not None
    assert User.objects.get(pk=owner.pk).check_password("eleven blue lamps")


def test_a_reset_by_api(owner: User) -> None:
    uid, token = reset_link_parts(owner)
    body = {"uid": uid, "token": token, "password": "eleven blue lamps"}

    statuses = [APIClient().post("/api/auth/password/reset/confirm", body).status_code for _ in range(2)]

    assert statuses == [204, 404]


@pytest.mark.parametrize("has_wallet", [False, True])
def test_who_only_claims_an_address_gets_a_letter_unless_a_wallet_leads_in(
    member: User, has_wallet: bool, django_capture_on_commit_callbacks: Any
) -> None:
    if has_wallet:
        Wallet.objects.create(user=member, address="0x" + "1" * 40)

    _, letters = _reset_letters("meera@example.org", django_capture_on_commit_callbacks)

    assert len(letters) == (0 if has_wallet else 1)


def test_resets_are_limited_by_address(db: None, settings: Any) -> None:
    settings.RATE_LIMIT_SCALE = 1
    statuses = [APIClient().post("/api/auth/password/reset", {"email": "a@example.org"}).status_code for _ in range(7)]

    assert statuses == [202] * 5 + [429] * 2


def _verify(user_id: int, token: str) -> str:
    try:
        verify_email(user=User.objects.get(pk=user_id), token=token, origin=NOWHERE)
    except MergeOfferedError:
        return "merge"
    return "owner"


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_of_simultaneous_confirmations_one_owns_the_address() -> None:
    claimants = [make_member(f"claimant-{number}", email="shared@example.org") for number in range(4)]
    jobs = [(user.pk, make_link_token(user=user, address=user.email)) for user in claimants]

    outcomes = run_in_processes(_verify, jobs)

    assert sorted(outcomes) == ["merge", "merge", "merge", "owner"]
    assert User.objects.filter(email_key="shared@example.org").count() == 1
