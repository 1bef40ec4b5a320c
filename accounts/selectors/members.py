"""Who somebody is, and where they are logged in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from accounts.models import BrowserSession, Profile, RefreshFamily, User
from accounts.models.user import identifier_key
from moviesite.common.devices import device_name
from moviesite.common.regions import country_name

LOGINS_SHOWN = 200  # of each kind; who has more ends them all at once


def find_by_identifier(identifier: str) -> User | None:
    """The member with this username or e-mail address, whatever its case."""
    key = identifier_key(identifier)
    if not key:
        return None
    field = "email_key" if "@" in key else "username_key"
    return User.objects.filter(**{field: key}).first()


def candidates_of(identifier: str) -> tuple[User | None, ...]:
    """Whom a login may mean: (member,) for a username, (owner, newest claimant) for an address; None for nobody.

    As many queries and entries for what nobody has.
    """
    key = identifier_key(identifier)
    if "@" not in key:
        return (User.objects.filter(username_key=key).first(),)
    owner = User.objects.filter(email_key=key).first()
    claimants = User.objects.filter(email_claim_key=key, email_key=None, is_active=True)
    return owner, claimants.order_by("-pk").first()


@dataclass(frozen=True, slots=True)
class LoginCard:
    """One login as its member sees it; `id` is what ends it. `country` is an ISO 3166-1 code or ""."""

    id: str
    kind: str
    device: str
    method: str
    country: str
    network: str
    started_at: datetime
    last_seen_at: datetime
    is_current: bool

    @property
    def place(self) -> str:
        """The country's name, or the network where the country is unknown."""
        return country_name(self.country) if self.country else self.network


def logins_of(user: User, *, current: BrowserSession | RefreshFamily | None, now: datetime) -> list[LoginCard]:
    """Where a member is logged in, this login first, then by when it was last seen. Two queries."""
    since = now - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    browsers = BrowserSession.objects.filter(user=user, last_seen_at__gte=since)[:LOGINS_SHOWN]
    families = RefreshFamily.objects.filter(user=user, revoked_at=None, expires_at__gt=now)[:LOGINS_SHOWN]
    cards = [_card(row, "browser", row.last_seen_at, current) for row in browsers]
    cards += [_card(row, "api", row.rotated_at, current) for row in families]
    return sorted(cards, key=lambda card: (card.is_current, card.last_seen_at, card.id), reverse=True)


def _card(
    row: BrowserSession | RefreshFamily, kind: str, seen: datetime, current: BrowserSession | RefreshFamily | None
) -> LoginCard:
    return LoginCard(
        id=str(row.pk),
        kind=kind,
        device=device_name(row.user_agent),
        method=row.method,
        country=row.country,
        network=row.network,
        started_at=row.created_at,
        last_seen_at=seen,
        is_current=row == current,
    )


def profile_of(user: User) -> Profile:
    """A member's profile; for one made outside registration, what it says before they said anything, not yet a row."""
    return Profile.objects.filter(user=user).first() or Profile(user=user)
