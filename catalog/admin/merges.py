"""The log of merges, and the way back."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalog.admin.readonly import DecidedAdmin
from catalog.models import TitleMerge
from catalog.services.merging.merge import moved_counts, undo_merge
from moviesite.common.errors import DomainError


@admin.register(TitleMerge)
class TitleMergeAdmin(DecidedAdmin[TitleMerge]):
    """What was made one, the latest first."""

    list_display = ("id", "gone", "kept", "made_by", "made_at", "undone_at", "undone_by")
    list_filter = (("undone_at", admin.EmptyFieldListFilter), "made_at")
    search_fields = ("kept__title", "gone__title", "=kept__id", "=gone__id")
    list_select_related = ("kept", "gone", "made_by", "undone_by")
    fields = ("kept", "gone", "why", "moved", "made_by", "made_at", "undone_by", "undone_at")
    change_form_template = "admin/catalog/titlemerge/change_form.html"

    @admin.display(description="reasons")
    def why(self, merge: TitleMerge) -> str:
        """Names and points."""
        return "; ".join(f"{name} {points:+.2f}" for name, points in merge.reasons) or "—"

    @admin.display(description="rows moved")
    def moved(self, merge: TitleMerge) -> str:
        """By table."""
        return "; ".join(f"{table}: {count}" for table, count in sorted(moved_counts(merge).items())) or "—"

    def get_urls(self) -> list[URLPattern]:
        """Undoing beside the stock pages."""
        undo = self.admin_site.admin_view(require_POST(self.undo_view))
        return [path("<int:merge_id>/undo/", undo, name="catalog_titlemerge_undo"), *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A merge, and the button that takes it back while it stands."""
        merge = self.get_object(request, object_id or "")
        may = merge is not None and merge.undone_at is None and request.user.has_perm("catalog.change_titlemerge")
        context = {**(extra_context or {}), "merge": merge, "may_undo": may}
        return super().changeform_view(request, object_id, form_url, context)

    def undo_view(self, request: HttpRequest, merge_id: int) -> HttpResponse:
        """Two titles again."""
        curator = self.require(request, "catalog.change_titlemerge")
        merge = get_object_or_404(TitleMerge, pk=merge_id)
        try:
            undo_merge(merge_id=merge.pk, actor=curator)
        except DomainError as error:
            self.message_user(request, error.detail, messages.ERROR)
        else:
            said = _("Two titles again, each with what it had.")
            self.log_change(request, merge, said)
            self.message_user(request, said, messages.SUCCESS)
        return redirect(reverse("admin:catalog_titlemerge_change", args=[merge_id]))
