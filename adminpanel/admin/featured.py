"""Featured titles: who sees what, from when to when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from adminpanel.forms import FeaturedSlotForm
from adminpanel.models import FeaturedSlot
from adminpanel.selectors.featured_effect import effect_of
from adminpanel.services.featured import featured_changed


@admin.register(FeaturedSlot)
class FeaturedSlotAdmin(admin.ModelAdmin[FeaturedSlot]):
    """Slots with their schedule and audience."""

    form = FeaturedSlotForm
    list_display = (
        "title", "placement", "state", "audience", "for_languages", "for_regions", "starts_at", "ends_at", "position",
        "announced_at",
    )  # fmt: skip
    list_filter = ("placement", "audience", "is_active", "announce")
    search_fields = ("title__title", "headline", "blurb")
    list_select_related = ("title",)
    autocomplete_fields = ("title",)
    date_hierarchy = "starts_at"
    readonly_fields = ("announced_at", "created_by", "effect")

    @admin.display(description="State")
    def state(self, slot: FeaturedSlot) -> str:
        """Where the slot stands at this moment."""
        now = timezone.now()
        if not slot.is_active:
            return "Off"
        if slot.starts_at > now:
            return "Scheduled"
        return "Live" if slot.ends_at is None or slot.ends_at > now else "Over"

    @admin.display(description="Effect")
    def effect(self, slot: FeaturedSlot) -> str:
        """What members did with the title since, and in as long a time before."""
        found = effect_of(slot) if slot.pk else None
        if found is None:
            return "Seen once it is live"
        return (
            f"{_count(found.ratings[0], 'rating')} and {found.saved[0]} saved in {_length(found.lasting)}; "
            f"in as long a time before: {_count(found.ratings[1], 'rating')} and {found.saved[1]} saved"
        )

    @admin.display(description="Languages")
    def for_languages(self, slot: FeaturedSlot) -> str:
        """Codes, or any."""
        return ", ".join(slot.languages) or "any"

    @admin.display(description="Regions")
    def for_regions(self, slot: FeaturedSlot) -> str:
        """Codes, or any."""
        return ", ".join(slot.regions) or "any"

    def save_model(self, request: HttpRequest, obj: FeaturedSlot, form: Any, change: bool) -> None:
        """Remember who made it, and let every page know."""
        if not change:
            obj.created_by_id = request.user.pk
        super().save_model(request, obj, form, change)
        featured_changed()

    def delete_model(self, request: HttpRequest, obj: FeaturedSlot) -> None:
        """What is gone is shown no more."""
        super().delete_model(request, obj)
        featured_changed()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Several at once."""
        super().delete_queryset(request, queryset)
        featured_changed()


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _length(lasting: timedelta) -> str:
    if lasting.days:
        return _count(lasting.days, "day")
    hours, minutes = divmod(int(lasting.total_seconds() // 60), 60)
    return _count(hours, "hour") if hours else _count(minutes, "minute")
