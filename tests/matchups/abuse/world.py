"""Accounts behind one network."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import Activity, User, Wallet
from matchups.models import Top4Set, VoterTrust
from matchups.services.voters import Voter, member_key
from tests.factories import make_member
from tests.matchups.world import trusted, vote

HOME = "a" * 32


def make_account(name: str, *, age_days: int = 0, network: str = HOME, grown: bool = False) -> Voter:
    """A wallet of some age that was active on three days; `grown` ones have a confirmed address and 100 days."""
    now = timezone.now()
    age = timedelta(days=100 if grown else age_days)
    member = make_member(name, date_joined=now - age)
    number = Wallet.objects.count() + 1
    Wallet.objects.create(user=member, address=f"0x{number:040x}", chain_id=1)
    if grown:
        User.objects.filter(pk=member.pk).update(
            email=f"{name}@example.org", email_key=f"{name}@example.org", email_verified_at=now
        )
        member.refresh_from_db()
    for day in range(3):
        Activity.objects.create(actor=member, kind="rating", subject_id=day, created_at=now - timedelta(days=day))
    return Voter(member_key(member.pk), member, network)


def grow(voter: Voter, days: int = 20) -> None:
    """Let an account and its weight grow older."""
    assert voter.member is not None
    then = timezone.now() - timedelta(days=days)
    User.objects.filter(pk=voter.member.pk).update(date_joined=then)
    VoterTrust.objects.filter(member=voter.member).update(updated_at=then)


def weights(voters: list[Voter]) -> list[float]:
    """What the votes of these weigh now."""
    rows = dict(VoterTrust.objects.values_list("member_id", "weight"))
    return [rows[voter.member.pk] for voter in voters if voter.member is not None]


def crowd(sets: list[Top4Set], size: int = 4) -> None:
    """Accounts of high standing prefer the set with the lower number."""
    for number in range(size):
        voter = trusted(make_member(f"crowd{number}"))
        for low in range(len(sets)):
            for high in range(low + 1, len(sets)):
                vote(voter, sets[low], sets[high])
