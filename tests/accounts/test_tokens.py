"""Refresh families: one rotation per token, reuse ends the login, two tabs do not."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.enums import RevokeReason
from accounts.exceptions import InvalidRefreshTokenError
from accounts.models import RefreshFamily, User
from accounts.services import tokens
from tests.factories import make_member
from tests.processes import run_in_processes

pytestmark = pytest.mark.django_db


def test_a_rotation_gives_a_new_pair_of_the_same_login(member: User) -> None:
    first = tokens.start_family(user=member)

    second = tokens.rotate_refresh_token(token=first.refresh)

    assert second.refresh != first.refresh
    assert RefreshFamily.objects.get().generation == 1


def test_a_spent_token_within_the_grace_gets_the_same_successor(member: User) -> None:
    first = tokens.start_family(user=member)

    successors = {tokens.rotate_refresh_token(token=first.refresh).refresh for _ in range(3)}

    assert len(successors) == 1
    assert RefreshFamily.objects.get().revoked_at is None


def test_a_spent_token_after_the_grace_ends_the_family(member: User) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        first = tokens.start_family(user=member)
        second = tokens.rotate_refresh_token(token=first.refresh)
        clock.shift(tokens.GRACE + timedelta(seconds=1))

        for stolen in (first.refresh, second.refresh):
            with pytest.raises(InvalidRefreshTokenError):
                tokens.rotate_refresh_token(token=stolen)

    assert RefreshFamily.objects.get().revoked_reason == RevokeReason.REUSED


def test_a_token_two_generations_old_ends_the_family_at_once(member: User) -> None:
    first = tokens.start_family(user=member)
    second = tokens.rotate_refresh_token(token=first.refresh)
    tokens.rotate_refresh_token(token=second.refresh)

    with pytest.raises(InvalidRefreshTokenError):
        tokens.rotate_refresh_token(token=first.refresh)

    assert RefreshFamily.objects.get().revoked_reason == RevokeReason.REUSED


@pytest.mark.parametrize("place", range(4))
def test_no_part_of_a_token_can_be_changed(member: User, place: int) -> None:
    parts = tokens.start_family(user=member).refresh.split(".")
    parts[place] = {0: "mrq2", 1: uuid.uuid4().hex, 2: "1", 3: "A" * 43}[place]

    with pytest.raises(InvalidRefreshTokenError):
        tokens.rotate_refresh_token(token=".".join(parts))

    assert RefreshFamily.objects.get().revoked_at is None


@pytest.mark.parametrize("text", ["", "x", "a.b.c.d", "mrq1...", "mrq1.é.0.x", "mrq1." + "0" * 32 + ".9" * 2])
def test_any_other_text_is_refused(db: None, text: str) -> None:
    with pytest.raises(InvalidRefreshTokenError):
        tokens.rotate_refresh_token(token=text)


def test_a_login_slides_but_not_past_its_absolute_end(member: User) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        pair = tokens.start_family(user=member)
        for _ in range(2):
            clock.shift(timedelta(days=13))
            pair = tokens.rotate_refresh_token(token=pair.refresh)
        family = RefreshFamily.objects.get()
        clock.shift(timedelta(days=5))

        assert family.expires_at == family.absolute_expires_at == start + timedelta(days=30)
        with pytest.raises(InvalidRefreshTokenError):
            tokens.rotate_refresh_token(token=pair.refresh)


def test_deactivation_ends_every_login(member: User) -> None:
    pair = tokens.start_family(user=member)

    member.is_active = False
    member.save()

    assert RefreshFamily.objects.get().revoked_reason == RevokeReason.DEACTIVATED
    with pytest.raises(InvalidRefreshTokenError):
        tokens.rotate_refresh_token(token=pair.refresh)


def test_prune_keeps_what_ended_lately(member: User) -> None:
    tokens.start_family(user=member)
    now = timezone.now()

    assert [tokens.prune_families(now=now + timedelta(days=days)) for days in (43, 45)] == [0, 1]


def _rotate(token: str) -> str:
    try:
        return tokens.rotate_refresh_token(token=token).refresh
    except InvalidRefreshTokenError:
        return "refused"


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_simultaneous_refreshes_rotate_once_and_log_nobody_out() -> None:
    member = make_member()
    token = tokens.start_family(user=member).refresh
    for generation in range(1, 6):
        successors = run_in_processes(_rotate, [(token,)] * 8)
        family = RefreshFamily.objects.get()

        assert (len(set(successors)), family.generation, family.revoked_at) == (1, generation, None)
        token = successors[0]
