"""How members want to hear of what, and when their digests go out."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.enums import DeliveryMode, DigestFrequency, NotificationChannel
from accounts.models import NotificationPreference, Profile, User
from accounts.notifications.channels.base import Channel, known_channels
from accounts.notifications.kinds import Kind, known_kinds

MORNING = 8  # o'clock, in the member's time zone; weekly ones on Monday

Chosen = dict[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Cell:
    """How one kind goes by one channel, and what else could be chosen."""

    kind: Kind
    channel: NotificationChannel
    mode: DeliveryMode
    modes: tuple[DeliveryMode, ...]


def chosen_by(user_id: int) -> Chosen:
    """What a member has said: {(kind, channel): mode}. One query."""
    rows = NotificationPreference.objects.filter(user_id=user_id).order_by()
    return {(kind, channel): mode for kind, channel, mode in rows.values_list("kind", "channel", "mode")}


def mode_for(kind: Kind, channel: Channel, chosen: Chosen) -> DeliveryMode:
    """How a kind goes by a channel: what is fixed, else what was chosen, else the kind's own default."""
    default = kind.default_mode(channel.id)
    if kind.is_fixed:
        return default
    mode = DeliveryMode(chosen.get((kind.id, channel.id), default))
    return mode if mode in channel.modes else DeliveryMode.OFF


def matrix_of(user_id: int) -> list[Cell]:
    """Every kind on every channel, by kind. One query."""
    chosen = chosen_by(user_id)
    return [
        Cell(kind, channel.id, mode := mode_for(kind, channel, chosen), (mode,) if kind.is_fixed else channel.modes)
        for kind in known_kinds()
        for channel in known_channels()
    ]


def zone_of(profile: Profile) -> ZoneInfo:
    """A member's time zone; UTC where they named none, or one that is no longer known."""
    try:
        return ZoneInfo(profile.time_zone or "UTC")
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def next_digest(profile: Profile, now: datetime) -> datetime:
    """When the next digest of a member goes out: the first morning after `now`, or Monday's, where they live."""
    local = now.astimezone(zone_of(profile))
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0, fold=0)
    step = 1
    if profile.digest == DigestFrequency.WEEKLY:
        morning, step = morning + timedelta(days=-morning.weekday()), 7
    # Days are added to the wall clock, so that the clock's changes move no morning.
    while morning <= local:
        morning += timedelta(days=step)
    return morning.astimezone(UTC)


def profile_for(user: User) -> Profile:
    """The profile that came with a member's row, or an empty one; no query where it was selected along."""
    profile: Profile | None = getattr(user, "profile", None)
    return profile or Profile(user=user)
