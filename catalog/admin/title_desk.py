"""What a curator does with titles beside editing them: asks providers, and sees who said what."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.enums import Provider
from catalog.models import Title
from catalog.selectors.provenance import provenance
from catalog.selectors.said import as_text
from catalog.services.crawling.curators import Asked, ask_providers


class TitleDesk(admin.ModelAdmin[Title]):
    """Actions and the provenance of a title's fields."""

    actions: tuple[str, ...] = ("ask",)
    change_form_template = "admin/catalog/title/change_form.html"

    def has_ask_permission(self, request: HttpRequest) -> bool:
        """Whoever may add questions to the queue."""
        return request.user.has_perm("catalog.add_crawljob")

    @admin.action(description="Ask the providers about these", permissions=["ask"])
    def ask(self, request: HttpRequest, queryset: QuerySet[Title]) -> None:
        """Put questions into the queue, and say which."""
        for asked in ask_providers(title_ids=queryset.order_by().values_list("pk", flat=True)):
            level = messages.SUCCESS if asked.queued else messages.WARNING
            self.message_user(request, _said(asked), level)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form, above who said what."""
        title = self.get_object(request, object_id) if object_id and request.method == "GET" else None
        context = {**(extra_context or {}), "origins": _origins(title) if title is not None else []}
        return super().changeform_view(request, object_id, form_url, context)


def _said(asked: Asked) -> str:
    name = asked.provider.label
    if not asked.is_on:
        return _("{provider} is switched off.").format(provider=name)
    if not asked.known:
        return _("{provider}: none of these has an id there.").format(provider=name)
    said = ngettext("{provider}: {count} question queued.", "{provider}: {count} questions queued.", asked.queued)
    waited = asked.known - asked.queued
    words = said.format(provider=name, count=asked.queued)
    if not waited:
        return words
    more = ngettext("{count} was on its way already.", "{count} were on their way already.", waited)
    return f"{words} {more.format(count=waited)}"


def _origins(title: Title) -> list[dict[str, Any]]:
    """Each filled field: its value, who is believed, and what the others say."""
    return [
        {
            "label": field.name.replace("_", " "),
            "value": as_text(field.value),
            "provider": Provider(field.provider).label,
            "others": [(Provider(name).label, as_text(value)) for name, value in field.others],
        }
        for field in provenance(title)
    ]
