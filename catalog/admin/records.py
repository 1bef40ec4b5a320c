"""What sources say, and a record that is about something else given a title of its own."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalog.admin.readonly import DecidedAdmin
from catalog.models import SourceRecord
from catalog.selectors.said import Said, readable
from catalog.services.merging.splitting import split_record
from moviesite.common.errors import DomainError


@admin.register(SourceRecord)
class SourceRecordAdmin(DecidedAdmin[SourceRecord]):
    """Records by source, those that were asked last first."""

    list_display = ("__str__", "title", "is_whole", "fetched_at", "changed_at")
    list_filter = ("provider", "is_whole")
    search_fields = ("key", "title__title", "=title__id")
    list_select_related = ("title",)
    ordering = ("-fetched_at", "-id")
    fields = ("title", "provider", "key", "is_whole", "alike", "fetched_at", "changed_at", "said")
    change_form_template = "admin/catalog/sourcerecord/change_form.html"

    @admin.display(description="likeness")
    def alike(self, record: SourceRecord) -> str:
        """What led it to its title, where no id did."""
        if not record.likeness:
            return _("an id led it to its title")
        reasons = "; ".join(f"{name} {points:+.2f}" for name, points in record.likeness.get("reasons", ()))
        return f"{record.likeness.get('score', 0):.2f}: {reasons}"

    @admin.display(description="facts")
    def said(self, record: SourceRecord) -> str:
        """Line by line."""
        lines = format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", map(_shown, readable(record.facts)))
        return format_html('<dl class="said">{}</dl>', lines)

    def get_urls(self) -> list[URLPattern]:
        """Splitting beside the stock pages."""
        split = self.admin_site.admin_view(require_POST(self.split_view))
        return [path("<int:record_id>/split/", split, name="catalog_sourcerecord_split"), *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A record, and the button that splits it off where its title has others."""
        record = self.get_object(request, object_id or "")
        others = (
            record is not None and SourceRecord.objects.filter(title=record.title_id).exclude(pk=record.pk).exists()
        )
        may = others and request.user.has_perm("catalog.change_sourcerecord")
        context = {**(extra_context or {}), "record": record, "may_split": may}
        return super().changeform_view(request, object_id, form_url, context)

    def split_view(self, request: HttpRequest, record_id: int) -> HttpResponse:
        """A title of its own for what the record says."""
        curator = self.require(request, "catalog.change_sourcerecord")
        record = get_object_or_404(SourceRecord, pk=record_id)
        try:
            title = split_record(record_id=record.pk, actor=curator)
        except DomainError as error:
            self.message_user(request, error.detail, messages.ERROR)
            return redirect(reverse("admin:catalog_sourcerecord_change", args=[record_id]))
        said = _("It has a title of its own now: {title}.").format(title=title)
        self.log_change(request, record, said)
        self.message_user(request, said, messages.SUCCESS)
        return redirect(reverse("admin:catalog_title_change", args=[title.pk]))


def _shown(said: Said) -> tuple[str, str]:
    values = format_html_join("", "<span>{}</span>", ((value,) for value in said.values))
    if said.more:
        values = format_html("{}<span>{}</span>", values, _("and {count} more").format(count=said.more))
    return said.label, values
