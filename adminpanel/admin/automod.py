"""Rules that look at words, and what they would have caught."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from accounts.models import User
from adminpanel.forms.moderation_desk import AutomodRuleForm
from adminpanel.models import AutomodHit, AutomodRule
from adminpanel.services.automod import TRIED_DAYS, try_rule
from moviesite.common.admin import ReadOnlyAdmin

SHOWN = 50


@admin.register(AutomodRule)
class AutomodRuleAdmin(admin.ModelAdmin[AutomodRule]):
    """A rule is written switched off, tried, and then switched on."""

    form = AutomodRuleForm
    list_display = ("name", "match", "pattern", "action", "is_active", "hits", "last_hit_at")
    list_filter = ("is_active", "action", "match")
    search_fields = ("name", "pattern")
    readonly_fields = ("hits", "last_hit_at", "created_by")
    change_form_template = "admin/adminpanel/automodrule/change_form.html"

    def save_model(self, request: HttpRequest, obj: AutomodRule, form: Any, change: bool) -> None:
        """Who wrote it stays who wrote it."""
        if not change:
            obj.created_by = cast(User, request.user)
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list[URLPattern]:
        """Trying beside the stock pages."""
        trial = self.admin_site.admin_view(require_safe(self.try_view))
        return [path("<int:rule_id>/try/", trial, name="adminpanel_automodrule_try"), *super().get_urls()]

    def try_view(self, request: HttpRequest, rule_id: int) -> HttpResponse:
        """What a rule as it is saved would have caught in the last 30 days."""
        rule = get_object_or_404(AutomodRule, pk=rule_id)
        if not self.has_view_permission(request, rule):
            raise PermissionDenied
        trial = try_rule(rule)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Try “{rule}”",
            "opts": self.opts,
            "rule": rule,
            "trial": trial,
            "shown": trial.caught[:SHOWN],
            "days": TRIED_DAYS,
        }
        return render(request, "admin/adminpanel/automodrule/try.html", context)


@admin.register(AutomodHit)
class AutomodHitAdmin(ReadOnlyAdmin[AutomodHit]):
    """What was caught."""

    list_display = ("id", "rule", "case", "kind", "object_id", "created_at")
    list_filter = ("rule", "kind")
    list_select_related = ("rule", "case")
    search_fields = ("=object_id", "rule__name")
