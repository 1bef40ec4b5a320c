"""What happened to an account, written down for its owner."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

from accounts.enums import SecurityEventKind
from accounts.models import SecurityEvent, User
from moviesite.common.client_ip import client_ip, network_key
from moviesite.common.geo import country_of_request

KEEP = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something came from: a network (IPv6 shortened to its /64), a country ("" for unknown), a User-Agent."""

    network: str = ""
    country: str = ""
    user_agent: str = ""

    def as_fields(self) -> dict[str, str]:
        """As the columns of sessions and events."""
        return asdict(self)


NOWHERE = Origin()


def origin_of(request: HttpRequest) -> Origin:
    """Where a request comes from."""
    return Origin(
        network=network_key(client_ip(request))[:45],
        country=country_of_request(request),
        user_agent=request.headers.get("User-Agent", "").replace("\x00", "")[:200],
    )


def record_event(*, user: User, kind: SecurityEventKind, detail: str = "", origin: Origin = NOWHERE) -> SecurityEvent:
    """Write an event down; inside the transaction of what it tells of, if there is one."""
    return SecurityEvent.objects.create(user=user, kind=kind, detail=str(detail)[:200], **origin.as_fields())


def knows_network(*, user_ids: list[int], network: str) -> bool:
    """Whether one of these members logged in from `network` in the last 30 days."""
    logins = SecurityEvent.objects.filter(user_id__in=user_ids, kind=SecurityEventKind.LOGGED_IN, network=network)
    return logins.exists()


def prune_events(*, now: datetime | None = None) -> int:
    """Delete events older than 30 days; returns how many."""
    deleted, _ = SecurityEvent.objects.filter(created_at__lt=(now or timezone.now()) - KEEP).delete()
    return deleted
