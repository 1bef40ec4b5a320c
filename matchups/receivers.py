"""What the matchups do about news."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import Profile, User
from matchups.enums import SetOrigin
from matchups.exceptions import TopFourInvalidError
from matchups.models import Top4Set
from matchups.services.adoption import adopt_votes
from matchups.services.lineups import refresh_owner
from matchups.services.top4 import set_top4
from matchups.services.voters import visitor_key
from matchups.visitors import visitor_secret
from moviesite.events.bus import subscribe

log = structlog.get_logger(__name__)

SHOWN_BY = {"is_private", "is_active"}  # what decides whether somebody's set may be seen


@receiver(user_logged_in, dispatch_uid="matchups.adopt_votes")
def adopt_visitor(sender: Any, request: HttpRequest | None, user: User, **_: Any) -> None:
    """What somebody voted on before they joined, or before they logged in, is theirs."""
    secret = visitor_secret(request) if request is not None else ""
    if secret:
        adopt_votes(voter_key=visitor_key(secret), member=user)


@receiver(post_save, sender=Profile, dispatch_uid="matchups.profile_changed")
@receiver(post_save, sender=User, dispatch_uid="matchups.member_changed")
def owner_changed(
    sender: Any, instance: User | Profile, created: bool, update_fields: frozenset[str] | None = None, **_: Any
) -> None:
    """Somebody's profile was hidden or shown, or an account closed: their set goes in or out of play."""
    if created or (update_fields is not None and update_fields.isdisjoint(SHOWN_BY)):
        return
    owner_id = instance.pk if isinstance(instance, User) else instance.user_id
    transaction.on_commit(lambda: refresh_owner(owner_id))


@subscribe("favorites_imported", consumer="matchups.top4")
def take_favorites(payload: Mapping[str, Any]) -> None:
    """The four favourites of an imported profile become the top four of a member who has none; fewer are no set."""
    member = User.objects.filter(pk=payload["user_id"], is_active=True).first()
    if member is None or Top4Set.objects.filter(owner_key=member.pk).exists():
        return
    try:
        set_top4(member=member, title_ids=payload["title_ids"], origin=SetOrigin.IMPORT)
    except TopFourInvalidError as error:
        log.info("matchups.favorites_are_no_set", member=member.pk, reasons=error.errors)
