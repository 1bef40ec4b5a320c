"""The desk where suspicions about votes are decided, and how far voters are trusted."""

from __future__ import annotations

from typing import Any, cast

from celery import current_app
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from kombu.exceptions import OperationalError

from accounts.models import User
from matchups.admin.finding_forms import DecisionForm, MarkForm
from matchups.enums import FindingState
from matchups.models import Finding, VoterTrust
from matchups.selectors.findings import desk, votes_concerned
from matchups.services.effect import board_effect, lineup_labels
from matchups.services.findings import dismiss, mark_by_hand, uphold
from moviesite.common.admin import ReadOnlyAdmin
from moviesite.common.errors import DomainError

VOTES_SHOWN = 50


@admin.register(Finding)
class FindingAdmin(ReadOnlyAdmin[Finding]):
    """Suspicions with their votes. Rows are not edited but decided, by those who may change findings."""

    list_display = ("id", "kind", "subject", "state", "score", "limit", "concerned", "created_at", "decided_by")
    list_display_links = ("id", "kind")
    list_filter = ("state", "kind")
    search_fields = ("key", "note", "=voter__username")
    fields = (
        "kind", "subject", "state", "score", "limit", "shown_facts", "note", "decided_by", "decided_at", "created_at",
    )  # fmt: skip
    actions = ("dismiss_selected",)
    change_list_template = "admin/matchups/finding/change_list.html"
    change_form_template = "admin/matchups/finding/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Finding]:
        """With the votes counted."""
        return desk().order_by("-id")

    def get_readonly_fields(self, request: HttpRequest, obj: Finding | None = None) -> tuple[str, ...]:
        """All of them."""
        return tuple(self.fields or ())

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Whoever may change findings."""
        return request.user.has_perm("matchups.change_finding")

    @admin.display(description="votes", ordering="concerned")
    def concerned(self, finding: Finding) -> int:
        """How many votes it holds, or has made void."""
        return int(getattr(finding, "concerned", 0))

    @admin.display(description="about", ordering="key")
    def subject(self, finding: Finding) -> str:
        """The voter and the line-up; a network by the beginning of its digest."""
        parts = [str(finding.voter)] if finding.voter else []
        if finding.key.startswith("network:"):
            parts.append(_("network {digest}").format(digest=finding.key.split(":")[1][:8]))
        if finding.lineup_id:
            parts.append(_("line-up {number}").format(number=finding.lineup_id))
        return ", ".join(parts) or finding.key

    @admin.display(description="facts")
    def shown_facts(self, finding: Finding) -> str:
        """Figures in words."""
        return "; ".join(f"{name}: {value}" for name, value in finding.facts.items()) or "—"

    def get_urls(self) -> list[URLPattern]:
        """The desk's own pages beside the stock ones."""
        wrap = self.admin_site.admin_view
        own = [
            path("mark/", wrap(self.mark_view), name="matchups_finding_mark"),
            path("effect/", wrap(self.effect_view), name="matchups_finding_effect"),
            path("<int:finding_id>/decide/", wrap(self.decide_view), name="matchups_finding_decide"),
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, with the ways to the other pages for those who may decide."""
        context = {**(extra_context or {}), "may_decide": self.has_decide_permission(request)}
        return super().changelist_view(request, context)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A finding with its votes and, while it is open, the form that decides it."""
        finding = self.get_object(request, object_id or "")
        context = extra_context or {}
        if finding is not None:
            may = self.has_decide_permission(request) and finding.state == FindingState.OPEN
            pages = Paginator(votes_concerned(finding), VOTES_SHOWN)
            context = {"decision": DecisionForm(), **context, "may_decide": may, "finding": finding}
            votes = pages.get_page(request.GET.get("page"))
            sides = [(vote.comparison.lineup_a_id, vote.comparison.lineup_b_id) for vote in votes]
            labels = lineup_labels([pk for side in sides for pk in side])
            context["votes"] = votes
            context["rows"] = [(vote, labels[a], labels[b]) for vote, (a, b) in zip(votes, sides, strict=True)]
        return super().changeform_view(request, object_id, form_url, context)

    def decide_view(self, request: HttpRequest, finding_id: int) -> HttpResponse:
        """Uphold or dismiss by a post."""
        self._require(request)
        finding = get_object_or_404(Finding, pk=finding_id)
        back = redirect(reverse("admin:matchups_finding_change", args=[finding_id]))
        form = DecisionForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            for error in (message for field in form.errors.values() for message in field):
                self.message_user(request, str(error), messages.ERROR)
            return back
        self._decide(request, finding, form.cleaned_data["decision"], form.cleaned_data["note"])
        return back

    @admin.action(description="Dismiss: the votes count again", permissions=["decide"])
    def dismiss_selected(self, request: HttpRequest, queryset: QuerySet[Finding]) -> None:
        """Several at once, in the order in which they were found."""
        for finding in queryset.filter(state=FindingState.OPEN).order_by("pk"):
            self._decide(request, finding, "dismiss", "")

    def _decide(self, request: HttpRequest, finding: Finding, decision: str, note: str) -> None:
        curator = cast(User, request.user)
        try:
            decided = (uphold if decision == "uphold" else dismiss)(finding.pk, curator=curator, note=note)
        except DomainError as error:
            self.message_user(request, error.detail, messages.ERROR)
            return
        self.log_change(request, decided, f"{decided.get_state_display()} {note}".strip())
        self.message_user(request, f"{finding.pk}: {decided.get_state_display()}", messages.SUCCESS)

    def mark_view(self, request: HttpRequest) -> HttpResponse:
        """Mark a voter or a line-up by hand."""
        self._require(request)
        curator = cast(User, request.user)
        form = MarkForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            values = form.cleaned_data
            try:
                finding, held = mark_by_hand(
                    curator=curator, note=values["note"], voter=values["username"], lineup=values["lineup"]
                )
            except DomainError as error:
                form.add_error(None, "; ".join(text for each in error.errors.values() for text in each))
            else:
                self.log_addition(request, finding, values["note"])
                told = ngettext("%(count)d vote is held.", "%(count)d votes are held.", held) % {"count": held}
                self.message_user(request, told, messages.SUCCESS)
                return redirect(reverse("admin:matchups_finding_change", args=[finding.pk]))
        context = self._context(request, _("Mark by hand"), {"form": form})
        return render(request, "admin/matchups/finding/mark.html", context)

    def effect_view(self, request: HttpRequest) -> HttpResponse:
        """The board with and without the held votes; a post has it fitted anew for everybody."""
        self._require(request)
        if request.method == "POST":
            self._recompute(request)
            return redirect(reverse("admin:matchups_finding_effect"))
        effect = board_effect()
        labels = lineup_labels([row.lineup_id for row in effect.rows])
        rows = [(row, labels.get(row.lineup_id, "—")) for row in effect.rows]
        context = self._context(request, _("Board with and without"), {"effect": effect, "rows": rows})
        return render(request, "admin/matchups/finding/effect.html", context)

    def _recompute(self, request: HttpRequest) -> None:
        try:
            current_app.send_task("matchups.refit_board")
        except (OperationalError, OSError):
            self.message_user(request, _("The queue does not answer. Try again later."), messages.ERROR)
        else:
            self.message_user(request, _("The board will be worked out anew in a moment."), messages.SUCCESS)

    def _require(self, request: HttpRequest) -> None:
        if not self.has_decide_permission(request):
            raise PermissionDenied

    def _context(self, request: HttpRequest, title: str, more: dict[str, Any]) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **more}


@admin.register(VoterTrust)
class VoterTrustAdmin(admin.ModelAdmin[VoterTrust]):
    """Weights; one that a curator has typed in should be fixed, or the next check replaces it."""

    list_display = ("member", "weight", "reason", "is_fixed", "updated_at")
    list_filter = ("is_fixed",)
    search_fields = ("=member__username", "reason")
    autocomplete_fields = ("member",)
    list_select_related = ("member",)
