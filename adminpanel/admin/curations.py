"""The curators' decisions, and the way back from each."""

from __future__ import annotations

from typing import ClassVar, cast

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from accounts.models import User
from adminpanel.models import Curation, CurationStep
from adminpanel.services.curation import undo_curation
from moviesite.common.admin import ReadOnlyAdmin
from moviesite.common.errors import DomainError


class CurationStepInline(admin.TabularInline[CurationStep, Curation]):
    """What happened to each title."""

    model = CurationStep
    fields = readonly_fields = ("title", "before", "after")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Curation | None = None) -> bool:
        """A decision is made of what was decided."""
        return False


@admin.register(Curation)
class CurationAdmin(ReadOnlyAdmin[Curation]):
    """Who moved which titles where, when and why."""

    list_display = ("created_at", "actor", "to_status", "titles", "reason", "undone_at", "undone_by")
    list_filter = ("to_status", ("undone_at", admin.EmptyFieldListFilter), ("actor", admin.RelatedOnlyFieldListFilter))
    search_fields = ("reason", "actor__username", "steps__title__title")
    date_hierarchy = "created_at"
    list_select_related = ("actor", "undone_by")
    inlines: ClassVar = [CurationStepInline]
    actions = ("undo",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Curation]:
        """With the number of titles."""
        return super().get_queryset(request).annotate(title_count=Count("steps"))

    @admin.display(description="Titles", ordering="title_count")
    def titles(self, curation: Curation) -> int:
        """How many were moved."""
        return curation.title_count  # type: ignore[attr-defined, no-any-return]

    @admin.action(description="Undo", permissions=["view"])
    def undo(self, request: HttpRequest, queryset: QuerySet[Curation]) -> None:
        """The latest first, so that several steps of one title are taken back in order."""
        for curation in queryset.order_by("-pk"):
            try:
                done = undo_curation(actor=cast(User, request.user), curation_id=curation.pk)
            except DomainError as error:
                self.message_user(request, f"{curation}: {error.detail}", messages.WARNING)
                continue
            self.message_user(request, f"{curation}: {len(done.moved)} given back, {len(done.stayed)} moved on since.")


@admin.register(CurationStep)
class CurationStepAdmin(ReadOnlyAdmin[CurationStep]):
    """Every step of every title."""

    list_display = ("title", "before", "after", "curation")
    list_filter = ("before", "after")
    search_fields = ("title__title", "curation__reason")
    list_select_related = ("title", "curation")
