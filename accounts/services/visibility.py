"""Telling that others see a member's things now, or no longer do."""

from __future__ import annotations

from accounts.models import User
from moviesite.events.bus import publish


def tell_visibility(user_id: int) -> None:
    """Publish `member_visibility_changed` {"user_id"}, in the transaction that suspends, readmits, opens or closes.

    The member's row is locked until it ends, so that what they are writing meanwhile is there when it is heard.
    """
    list(User.objects.select_for_update().filter(pk=user_id).values_list("pk"))
    publish("member_visibility_changed", aggregate=f"member:{user_id}", payload={"user_id": user_id})
