"""Festivals, their dates and what is watched on them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Min, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from catalog.admin.offers import ShownAdmin
from catalog.admin.readonly import DecidedAdmin
from catalog.models import Festival, FestivalDate


class FestivalDateInline(admin.TabularInline[FestivalDate, Festival]):
    """Dates on their festival's page; one that a curator wrote is not replaced by the calendar's."""

    model = FestivalDate
    readonly_fields = ("by_curator",)
    ordering = ("-starts_on",)
    extra = 1


@admin.register(Festival)
class FestivalAdmin(ShownAdmin):
    """Festivals with their dates."""

    list_display = ("name", "slug", "is_active", "next_date", "holiday")
    list_filter = ("is_active",)
    search_fields = ("name", "slug", "holiday")
    prepopulated_fields: ClassVar = {"slug": ("name",)}
    autocomplete_fields = ("titles", "keywords", "genres")
    inlines: ClassVar = [FestivalDateInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the day on which it begins next, or is being kept."""
        soon = Min("dates__starts_on", filter=Q(dates__ends_on__gte=timezone.localdate()))
        rows: QuerySet[Any] = super().get_queryset(request).annotate(next_date=soon)
        return rows

    @admin.display(description="next", ordering="next_date")
    def next_date(self, festival: Any) -> Any:
        """None where no date is known."""
        return festival.next_date

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """A date that was typed in is a curator's."""
        for one in formset.forms:
            if one.has_changed():
                one.instance.by_curator = True
        super().save_formset(request, form, formset, change)


@admin.register(FestivalDate)
class FestivalDateAdmin(DecidedAdmin[FestivalDate]):
    """The calendar as a whole; dates are changed on their festival's page."""

    list_display = ("festival", "starts_on", "ends_on", "by_curator")
    list_filter = ("by_curator",)
    search_fields = ("festival__name",)
    list_select_related = ("festival",)
    date_hierarchy = "starts_on"
    fields = ("festival", "starts_on", "ends_on", "by_curator")
