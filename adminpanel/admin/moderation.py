"""The moderators' desk: cases, worst and oldest first, and what was decided about them."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.views.decorators.http import require_POST

from accounts.models import User
from adminpanel.enums import CaseState, ModerationAction, ReportReason
from adminpanel.forms.moderation_desk import DecisionForm
from adminpanel.models import ModerationCase, ModerationDecision, Report
from adminpanel.selectors.moderation_targets import find_target
from adminpanel.services.moderation.decisions import (
    PERMISSIONS,
    actions_for,
    case_version,
    decide_case,
    dismiss_cases,
    undo_decision,
)
from moviesite.common.admin import ReadOnlyAdmin
from moviesite.common.errors import DomainError

HISTORY = 20


class ReasonFilter(admin.SimpleListFilter):
    """By what is said about a case and not answered."""

    title, parameter_name = "reason", "reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """All reasons."""
        return [(reason.value, str(reason.label)) for reason in ReportReason]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ModerationCase]) -> QuerySet[ModerationCase]:
        """Cases with such a report."""
        if self.value() is None:
            return queryset
        said = Report.objects.filter(reason=self.value(), decision=None).values("case_id")
        return queryset.filter(pk__in=said)


@admin.register(ModerationCase)
class ModerationCaseAdmin(ReadOnlyAdmin[ModerationCase]):
    """The queue. Cases are not edited but decided, each action by those who may."""

    list_display = ("id", "kind", "owner", "state", "is_held", "waiting", "reasons", "weight", "age", "language")
    list_display_links = ("id", "kind")
    list_filter = ("state", "is_held", "kind", ReasonFilter, "language")
    list_select_related = ("owner",)
    search_fields = ("=owner__username", "=object_id")
    ordering = ("-weight", "opened_at", "id")
    fields = ("kind", "object_id", "owner", "language", "state", "is_held", "weight", "opened_at")
    actions = ("dismiss_selected",)
    change_form_template = "admin/adminpanel/moderationcase/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ModerationCase]:
        """With the unanswered reports counted by reason, in the same query."""
        counts = {
            f"said_{reason.value}": Count("reports", filter=Q(reports__decision=None, reports__reason=reason))
            for reason in ReportReason
        }
        return super().get_queryset(request).annotate(**counts)

    def get_readonly_fields(self, request: HttpRequest, obj: ModerationCase | None = None) -> tuple[str, ...]:
        """All of them."""
        return tuple(str(name) for name in self.fields or ())

    def has_dismiss_permission(self, request: HttpRequest) -> bool:
        """Whoever may dismiss."""
        return request.user.has_perm(PERMISSIONS[ModerationAction.DISMISS])

    @admin.display(description="reports")
    def waiting(self, case: ModerationCase) -> int:
        """How many are not answered."""
        return sum(getattr(case, f"said_{reason.value}", 0) for reason in ReportReason)

    @admin.display(description="reasons")
    def reasons(self, case: ModerationCase) -> str:
        """Each with how often it was given."""
        counted = [(reason, getattr(case, f"said_{reason.value}", 0)) for reason in ReportReason]
        return ", ".join(f"{reason.value} {count}" for reason, count in counted if count) or "—"

    @admin.display(description="waiting for", ordering="opened_at")
    def age(self, case: ModerationCase) -> str:
        """Since when."""
        return timesince(case.opened_at) if case.state != CaseState.DECIDED else "—"

    def get_urls(self) -> list[URLPattern]:
        """Deciding and undoing beside the stock pages."""
        wrap = self.admin_site.admin_view
        decide, undo = wrap(require_POST(self.decide_view)), wrap(require_POST(self.undo_view))
        own = [
            path("<int:case_id>/decide/", decide, name="adminpanel_moderationcase_decide"),
            path("decisions/<int:decision_id>/undo/", undo, name="adminpanel_moderationdecision_undo"),
        ]
        return [*own, *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A case with its reports, the words as they were and are, its author's history, and the form."""
        case = self.get_object(request, object_id or "")
        context = {**(extra_context or {})}
        if case is not None:
            context |= self._about(case)
            actions = actions_for(case, cast(User, request.user))
            if actions:
                context["decision"] = DecisionForm(initial={"seen": case_version(case)}, actions=actions)
            context["may_undo"] = request.user.has_perm(PERMISSIONS[ModerationAction.RESTORE])
        return super().changeform_view(request, object_id, form_url, context)

    def _about(self, case: ModerationCase) -> dict[str, Any]:
        history = ModerationDecision.objects.filter(case__owner=case.owner).select_related("case", "moderator")
        hits = case.automod_hits.select_related("rule").order_by("-id")
        return {
            "case": case,
            "target": find_target(case.kind, case.object_id),
            "reports": case.reports.select_related("reporter", "decision").order_by("-id")[:HISTORY],
            "hits": hits[:HISTORY],
            "evidence": [*reversed(case.evidence)],
            "history": history.order_by("-id")[:HISTORY],
            "appeals": [
                decision.appeal
                for decision in case.decisions.select_related("appeal__author").exclude(appeal=None).order_by("-id")
            ],
        }

    def decide_view(self, request: HttpRequest, case_id: int) -> HttpResponse:
        """Decide by a post."""
        case = get_object_or_404(ModerationCase.objects.select_related("owner"), pk=case_id)
        moderator = cast(User, request.user)
        back = redirect(reverse("admin:adminpanel_moderationcase_change", args=[case_id]))
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = DecisionForm(request.POST, actions=list(ModerationAction))
        if form.is_valid():
            try:
                decision = decide_case(case_id=case.pk, moderator=moderator, **form.cleaned_data)
            except DomainError as error:
                form.add_domain_error(error)
            else:
                self.log_change(request, case, str(decision))
                self.message_user(request, f"{case}: {decision.get_action_display()}", messages.SUCCESS)
        for field, errors in form.errors.items():
            where = "" if field == "__all__" else f"{field}: "
            for message in errors:
                self.message_user(request, f"{where}{message}", messages.ERROR)
        return back

    def undo_view(self, request: HttpRequest, decision_id: int) -> HttpResponse:
        """Take a decision back by a post."""
        found = get_object_or_404(ModerationDecision.objects.select_related("case"), pk=decision_id)
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            undo_decision(decision_id=decision_id, moderator=cast(User, request.user))
        except DomainError as error:
            self.message_user(request, str(error.detail), messages.ERROR)
        else:
            self.log_change(request, found.case, f"Undone: {found}")
            self.message_user(request, f"Undone: {found}", messages.SUCCESS)
        return redirect(reverse("admin:adminpanel_moderationcase_change", args=[found.case_id]))

    @admin.action(description="Dismiss: nothing wrong", permissions=["dismiss"])
    def dismiss_selected(self, request: HttpRequest, queryset: QuerySet[ModerationCase]) -> None:
        """Those of them that are open; one that somebody decides meanwhile stays as it is decided."""
        ids = list(queryset.order_by("pk").values_list("pk", flat=True))
        try:
            reason = f"Dismissed together, {timezone.now():%Y-%m-%d}"
            done, passed = dismiss_cases(case_ids=ids, moderator=cast(User, request.user), reason=reason)
        except DomainError as error:
            self.message_user(request, str(error.detail), messages.ERROR)
            return
        self.message_user(
            request,
            f"{done} dismissed, {passed} left: decided by others meanwhile, or not yours to decide.",
            messages.SUCCESS,
        )


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin[Report]):
    """What members said."""

    list_display = ("id", "case", "reporter", "reason", "note", "decision", "created_at")
    list_filter = ("reason", "created_at")
    list_select_related = ("case", "reporter", "decision")
    search_fields = ("note", "=reporter__username")


@admin.register(ModerationDecision)
class ModerationDecisionAdmin(ReadOnlyAdmin[ModerationDecision]):
    """Who decided what, when and why, and what it changed."""

    list_display = ("id", "case", "action", "reason", "moderator", "until", "created_at", "undone_at", "undone_by")
    list_filter = ("action", "created_at")
    list_select_related = ("case", "moderator", "undone_by")
    search_fields = ("reason", "=moderator__username", "=case__owner__username")
