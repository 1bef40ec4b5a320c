"""The desk where pairs of titles that may be one are decided."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalog.admin.match_forms import BesideForm
from catalog.admin.readonly import DecidedAdmin
from catalog.enums import MatchState
from catalog.models import TitleMatch
from catalog.selectors.matches import compared, next_open_match
from catalog.services.matching import suspect_pair
from catalog.services.merging.merge import merge_titles
from catalog.services.merging.splitting import keep_apart
from moviesite.common.errors import DomainError


@admin.register(TitleMatch)
class TitleMatchAdmin(DecidedAdmin[TitleMatch]):
    """Suspicions, the surest first. The two titles of one stand side by side on its page, above what decides it."""

    list_display = ("id", "first", "second", "score", "state", "created_at", "decided_by")
    list_display_links = ("id", "first")
    list_filter = ("state",)
    search_fields = ("first__title", "second__title", "=first__id", "=second__id")
    list_select_related = ("first", "second", "decided_by")
    fields = ("score", "state", "decided_by", "decided_at", "created_at")
    ordering = ("-score", "id")
    change_form_template = "admin/catalog/titlematch/change_form.html"
    change_list_template = "admin/catalog/titlematch/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        """The decision, and the form for a pair that nobody suspected, beside the stock pages."""
        wrap = self.admin_site.admin_view
        own = [
            path("<int:match_id>/decide/", wrap(require_POST(self.decide_view)), name="catalog_titlematch_decide"),
            path("beside/", wrap(self.beside_view), name="catalog_titlematch_beside"),
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, under the form for those who may ask."""
        form = BesideForm(self.admin_site) if request.user.has_perm("catalog.add_titlematch") else None
        return super().changelist_view(request, {**(extra_context or {}), "beside": form})

    def beside_view(self, request: HttpRequest) -> HttpResponse:
        """Put two titles side by side that nobody suspected of being one."""
        self.require(request, "catalog.add_titlematch")
        form = BesideForm(self.admin_site, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                match = suspect_pair(title_ids=form.title_ids())
            except DomainError as error:
                form.add_error(None, error.detail)
            else:
                self.log_change(request, match, _("Asked for."))
                return redirect(reverse("admin:catalog_titlematch_change", args=[match.pk]))
        context = self.page_context(request, _("Put two titles side by side"), {"beside": form})
        return render(request, "admin/catalog/titlematch/beside.html", context)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Both titles, and the buttons while the pair waits."""
        match = self.get_object(request, object_id or "")
        context = dict(extra_context or {})
        if match is not None:
            is_open = match.state == MatchState.OPEN and not (match.first.merged_into_id or match.second.merged_into_id)
            context |= {
                "match": match,
                "pair": compared(match),
                "may_merge": is_open and request.user.has_perm("catalog.add_titlemerge"),
                "may_part": is_open and request.user.has_perm("catalog.change_titlematch"),
            }
        return super().changeform_view(request, object_id, form_url, context)

    def decide_view(self, request: HttpRequest, match_id: int) -> HttpResponse:
        """Merge one way or the other, or keep apart; then the next pair that waits."""
        match = get_object_or_404(TitleMatch, pk=match_id)
        decision = request.POST.get("decision", "")
        sides = {"first": (match.first_id, match.second_id), "second": (match.second_id, match.first_id)}
        here = reverse("admin:catalog_titlematch_change", args=[match_id])
        try:
            if decision == "apart":
                keep_apart(match_id=match_id, actor=self.require(request, "catalog.change_titlematch"))
                said = _("Two titles: they will not be compared again.")
            elif decision in sides:
                curator = self.require(request, "catalog.add_titlemerge")
                kept_id, gone_id = sides[decision]
                merge_titles(kept_id=kept_id, gone_id=gone_id, actor=curator, reasons=match.reasons)
                said = _("One title now. The log of merges takes it back.")
            else:
                return redirect(here)
        except DomainError as error:
            self.message_user(request, error.detail, messages.ERROR)
            return redirect(here)
        self.log_change(request, match, said)
        self.message_user(request, said, messages.SUCCESS)
        following = next_open_match()
        if following is None:
            return redirect(reverse("admin:catalog_titlematch_changelist"))
        return redirect(reverse("admin:catalog_titlematch_change", args=[following]))
