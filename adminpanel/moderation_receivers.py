"""What moderation does about news: rules look at what was written, and letters go out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adminpanel.enums import ReportedKind
from adminpanel.moderation_tasks import look_at_reviews, send_appeal_letter, send_suspension_letter
from adminpanel.services.automod import look_at
from moviesite.events.bus import subscribe


@subscribe("review_created", consumer="adminpanel.automod")
@subscribe("review_updated", consumer="adminpanel.automod")
def review_written(payload: Mapping[str, Any]) -> None:
    """A review was written or changed."""
    look_at(kind=ReportedKind.REVIEW, object_id=payload["review_id"])


@subscribe("reviews_restored", consumer="adminpanel.automod")
def reviews_restored(payload: Mapping[str, Any]) -> None:
    """Reviews came back from an export; a worker looks at them, so that no page waits for hundreds of texts."""
    look_at_reviews.delay(review_ids=payload["review_ids"])


@subscribe("list_written", consumer="adminpanel.automod")
def list_written(payload: Mapping[str, Any]) -> None:
    """A list was made, or says something else about itself."""
    look_at(kind=ReportedKind.LIST, object_id=payload["list_id"])


@subscribe("member_suspended", consumer="adminpanel.suspension_letter")
def member_suspended(payload: Mapping[str, Any]) -> None:
    """Somebody is suspended; while the broker is away the event waits in the outbox."""
    send_suspension_letter.delay(decision_id=payload["decision_id"])


@subscribe("appeal_answered", consumer="adminpanel.appeal_letter")
def appeal_answered(payload: Mapping[str, Any]) -> None:
    """An appeal was granted or not."""
    send_appeal_letter.delay(appeal_id=payload["appeal_id"])
