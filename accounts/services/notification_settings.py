"""What members decide about their notifications: preferences, digests, the web feed, and links that stop letters."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext

from accounts.enums import DeliveryMode, DeliveryState, DigestFrequency, NotificationChannel
from accounts.exceptions import InvalidLinkError
from accounts.models import Delivery, NotificationFeed, NotificationPreference, Profile, User
from accounts.notifications.channels.base import known_channels
from accounts.notifications.kinds import free_kinds
from accounts.notifications.preferences import chosen_by, mode_for, next_digest
from accounts.notifications.unsubscribing import ALL, DIGEST, Unsubscribing
from moviesite.common.errors import DomainError
from moviesite.common.transactions import atomic_with_retry

_FEED_SALT = "accounts.notifications.feed"


@dataclass(frozen=True, slots=True)
class Choice:
    """That one kind goes by one channel in one mode."""

    kind: str
    channel: str
    mode: str


@atomic_with_retry
def save_preferences(
    *, user: User, choices: Iterable[Choice] = (), digest: str | None = None, now: datetime | None = None
) -> None:
    """Keep what a member chose; what is not named stays. DomainError on `preferences` or `digest`, and nothing kept."""
    wanted = list(choices)
    if errors := _errors_of(wanted, digest):
        raise DomainError(gettext("Some fields are not valid."), errors=errors)
    User.objects.select_for_update().get(pk=user.pk)  # two pages saved at once take turns
    for choice in wanted:
        NotificationPreference.objects.update_or_create(
            user=user, kind=choice.kind, channel=choice.channel, defaults={"mode": choice.mode}
        )
    if digest is not None:
        profile, _ = Profile.objects.get_or_create(user=user)
        profile.digest = digest
        profile.save(update_fields=["digest", "updated_at"])
        _replan(profile, now or timezone.now())


def _errors_of(choices: list[Choice], digest: str | None) -> dict[str, list[str]]:
    modes = {channel.id.value: channel.modes for channel in known_channels()}
    kinds = {kind.id for kind in free_kinds()}
    wrong = [
        f"{choice.kind} by {choice.channel} cannot be {choice.mode}."
        for choice in choices
        if choice.kind not in kinds or choice.mode not in modes.get(choice.channel, ())
    ]
    errors = {"preferences": wrong} if wrong else {}
    if digest is not None and digest not in DigestFrequency.values:
        errors["digest"] = [gettext("daily or weekly.")]
    return errors


def _replan(profile: Profile, now: datetime) -> None:
    """Move what waits for a digest to where the member's next one is; what is being sent right now is sent."""
    waiting = Delivery.objects.filter(
        notification__recipient_id=profile.user_id,
        state=DeliveryState.PENDING,
        mode=DeliveryMode.DIGEST,
        attempts=0,
    )
    # By ids: MySQL cannot update by a join with the table that it updates.
    Delivery.objects.filter(pk__in=list(waiting.values_list("pk", flat=True)), attempts=0).update(
        next_attempt_at=next_digest(profile, now)
    )


def unsubscribe(*, link: Unsubscribing, scope: str) -> None:
    """Stop the letters of `scope`: those the link was sent with, or ALL. InvalidLinkError when its member has left."""
    user = User.objects.filter(pk=link.user_id).first()
    if user is None:
        raise InvalidLinkError
    scope = ALL if scope == ALL else link.scope
    chosen = chosen_by(user.pk)
    channel = next((channel for channel in known_channels() if channel.id == NotificationChannel.EMAIL), None)
    stopped = [
        Choice(kind.id, NotificationChannel.EMAIL, DeliveryMode.OFF)
        for kind in free_kinds()
        if channel is not None
        and (scope in {ALL, kind.id} or (scope == DIGEST and mode_for(kind, channel, chosen) == DeliveryMode.DIGEST))
    ]
    save_preferences(user=user, choices=stopped)


def secret_of_feed(feed: NotificationFeed) -> str:
    """What stands in the address of a feed; it reads the feed and does nothing else."""
    return Signer(salt=_FEED_SALT, sep=".").sign_object([feed.user_id, feed.key])


def member_of_feed(secret: str) -> User:
    """Whose feed this is; InvalidLinkError when it was ended, or never was."""
    try:
        user_id, key = Signer(salt=_FEED_SALT, sep=".").unsign_object(secret)
    except (BadSignature, ValueError, TypeError) as error:
        raise InvalidLinkError from error
    feed = (
        NotificationFeed.objects.select_related("user__profile").filter(user_id=user_id, user__is_active=True).first()
    )
    if feed is None or not constant_time_compare(feed.key, key):
        raise InvalidLinkError
    return feed.user


@transaction.atomic
def renew_feed(*, user: User) -> NotificationFeed:
    """Give a member's feed an address; one it had before no longer works."""
    feed, _ = NotificationFeed.objects.update_or_create(
        user=user, defaults={"key": secrets.token_urlsafe(16), "created_at": timezone.now()}
    )
    return feed


@transaction.atomic
def end_feed(*, user: User) -> None:
    """Take a member's feed away."""
    NotificationFeed.objects.filter(user=user).delete()
