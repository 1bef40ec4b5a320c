"""Titles at the curators' desk: the workflow beside the form."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from accounts.models import User
from adminpanel.models import CurationStep
from adminpanel.services.curation import ARCHIVE, PUBLISH, SUBMIT, Moved, allowed_steps, move_titles
from catalog.admin.titles import TitleAdmin
from catalog.enums import TitleStatus
from catalog.models import Title
from moviesite.common.errors import DomainError

HISTORY = 20
VERBS = {
    TitleStatus.REVIEW: "Hand in for review",
    TitleStatus.PUBLISHED: "Publish",
    TitleStatus.DRAFT: "Back to draft",
    TitleStatus.ARCHIVED: "Archive",
}

admin.site.unregister(Title)


@admin.register(Title)
class CuratedTitleAdmin(TitleAdmin):
    """Status is not typed in: it moves by steps that are written down."""

    change_form_template = "admin/adminpanel/title/change_form.html"
    readonly_fields = ("status",)
    actions = ("ask", "hand_in", "publish", "back_to_draft", "archive")

    def save_model(self, request: HttpRequest, obj: Title, form: Any, change: bool) -> None:
        """What is typed in by hand begins as a draft."""
        if not change:
            obj.status = TitleStatus.DRAFT
        super().save_model(request, obj, form, change)

    def has_submit_permission(self, request: HttpRequest) -> bool:
        """Whoever may hand titles in."""
        return request.user.has_perm(SUBMIT)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whoever may publish."""
        return request.user.has_perm(PUBLISH)

    def has_archive_permission(self, request: HttpRequest) -> bool:
        """Whoever may archive."""
        return request.user.has_perm(ARCHIVE)

    @admin.action(description="Hand in for review", permissions=["submit"])
    def hand_in(self, request: HttpRequest, queryset: QuerySet[Title]) -> HttpResponse | None:
        """Drafts."""
        return self._ask_why(request, queryset, TitleStatus.REVIEW)

    @admin.action(description="Publish", permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Title]) -> HttpResponse | None:
        """What was reviewed."""
        return self._ask_why(request, queryset, TitleStatus.PUBLISHED)

    @admin.action(description="Send back to draft", permissions=["publish"])
    def back_to_draft(self, request: HttpRequest, queryset: QuerySet[Title]) -> HttpResponse | None:
        """What is not ready, and what comes out of the archive."""
        return self._ask_why(request, queryset, TitleStatus.DRAFT)

    @admin.action(description="Archive", permissions=["archive"])
    def archive(self, request: HttpRequest, queryset: QuerySet[Title]) -> HttpResponse | None:
        """What should be seen no more."""
        return self._ask_why(request, queryset, TitleStatus.ARCHIVED)

    def get_urls(self) -> list[URLPattern]:
        """The step beside the stock pages."""
        step = self.admin_site.admin_view(require_POST(self.step_view))
        return [path("step/", step, name="catalog_title_step"), *super().get_urls()]

    def step_view(self, request: HttpRequest) -> HttpResponse:
        """One step with one or several titles, from the title's page or from the list."""
        ids = [int(value) for value in request.POST.getlist("ids") if value.isascii() and value.isdigit()][:1000]
        status, reason = request.POST.get("status", ""), request.POST.get("reason", "")
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            moved = move_titles(actor=cast(User, request.user), title_ids=ids, to_status=status, reason=reason)
        except DomainError as error:
            words = [message for found in error.errors.values() for message in found] or [error.detail]
            if status in TitleStatus.values and ids:
                titles = Title.objects.filter(pk__in=ids).order_by("pk")
                return self._why_page(request, titles, TitleStatus(status), " ".join(words), reason, http=error.status)
            self.message_user(request, " ".join(words), messages.ERROR)
        else:
            self._tell(request, moved, TitleStatus(status))
        if len(ids) == 1:
            return redirect("admin:catalog_title_change", ids[0])
        return redirect("admin:catalog_title_changelist")

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form, with the steps that can be taken and those that were."""
        title = self.get_object(request, object_id) if object_id and request.method == "GET" else None
        context = dict(extra_context or {})
        if title is not None:
            context |= {
                "workflow": [(status, VERBS[status]) for status in allowed_steps(_staff(request), title.status)],
                "history": _history(title),
            }
        return super().changeform_view(request, object_id, form_url, context)

    def _ask_why(self, request: HttpRequest, queryset: QuerySet[Title], status: TitleStatus) -> HttpResponse:
        return self._why_page(request, queryset.order_by("pk"), status)

    def _why_page(
        self,
        request: HttpRequest,
        titles: QuerySet[Title],
        status: TitleStatus,
        error: str = "",
        reason: str = "",
        http: int = 200,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": VERBS[status],
            "opts": self.opts,
            "titles": titles,
            "status": status,
            "error": error,
            "reason": reason,
            "action_url": reverse("admin:catalog_title_step"),
        }
        return render(request, "admin/adminpanel/title/step.html", context, status=http)

    def _tell(self, request: HttpRequest, moved: Moved, status: TitleStatus) -> None:
        if moved.moved:
            count = len(moved.moved)
            said = f"{count} title{'s' if count > 1 else ''}: {status.label.lower()}. It can be undone under Curations."
            self.message_user(request, said, messages.SUCCESS)
        if moved.stayed:
            said = f"{len(moved.stayed)} stayed as they are: the workflow has no such step from there."
            self.message_user(request, said, messages.WARNING)


def _staff(request: HttpRequest) -> User:
    return cast(User, request.user)


def _history(title: Title) -> list[CurationStep]:
    steps = CurationStep.objects.filter(title=title).select_related("curation__actor", "curation__undone_by")
    return list(steps.order_by("-id")[:HISTORY])
