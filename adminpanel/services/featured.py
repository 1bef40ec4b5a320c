"""Featured titles: making a slot, and what holds for every one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib.admin.models import ADDITION, LogEntry
from django.db import transaction

from accounts.models import User
from adminpanel.enums import Placement
from adminpanel.exceptions import CurationDeniedError, FeaturedSlotError
from adminpanel.models import FeaturedSlot
from catalog.enums import TitleStatus
from catalog.models import Title
from moviesite.common.regions import COUNTRIES
from moviesite.common.versions import bump_version
from moviesite.common.vocabulary import LANGUAGES

MAY_FEATURE = "adminpanel.add_featuredslot"
VERSION = "featured"


@transaction.atomic
def feature_title(*, actor: User, title_id: int, **values: Any) -> FeaturedSlot:
    """A new slot; `values` are fields of FeaturedSlot. CurationDeniedError; FeaturedSlotError with errors by field."""
    if not actor.has_perm(MAY_FEATURE):
        raise CurationDeniedError
    title = Title.objects.filter(pk=title_id).first()
    check_slot({**values, "title": title})
    slot = FeaturedSlot.objects.create(title_id=title_id, created_by=actor, **values)
    LogEntry.objects.log_actions(
        user_id=actor.pk,
        queryset=[slot],
        action_flag=ADDITION,
        change_message="Featured",
        single_object=True,
    )
    featured_changed()
    return slot


def check_slot(values: Mapping[str, Any]) -> None:
    """FeaturedSlotError unless the title can be shown, it ends after it starts, and the codes are known."""
    errors: dict[str, list[str]] = {}
    title, starts, ends = values.get("title"), values.get("starts_at"), values.get("ends_at")
    if title is None:
        errors["title"] = ["There is no such title."]
    elif title.status != TitleStatus.PUBLISHED:
        errors["title"] = [f"Only a published title can be featured; this one is: {title.get_status_display()}."]
    if starts and ends and ends <= starts:
        errors["ends_at"] = ["It has to end after it starts."]
    languages, regions = values.get("languages") or [], values.get("regions") or []
    if unknown := sorted(set(languages) - set(LANGUAGES)):
        errors["languages"] = [f"Not known here: {', '.join(unknown)}."]
    elif values.get("placement") == Placement.REGIONAL and not languages:
        errors["languages"] = ["Say on the pages of which languages."]
    if unknown := sorted(set(regions) - set(COUNTRIES)):
        errors["regions"] = [f"Not known here: {', '.join(unknown)}."]
    if errors:
        raise FeaturedSlotError(errors=errors)


def featured_changed() -> None:
    """Every process reads the slots anew."""
    transaction.on_commit(partial(bump_version, VERSION))
