"""Appeals, the oldest first, and the form that answers them."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from accounts.models import User
from adminpanel.enums import AppealState
from adminpanel.forms.moderation_desk import AnswerForm
from adminpanel.models import Appeal
from adminpanel.services.moderation.appeals import answer_appeal, may_answer
from moviesite.common.admin import ReadOnlyAdmin
from moviesite.common.errors import DomainError


@admin.register(Appeal)
class AppealAdmin(ReadOnlyAdmin[Appeal]):
    """Answered by somebody else than who decided."""

    list_display = ("id", "decision", "author", "state", "created_at", "decided_by", "decided_at")
    list_filter = ("state",)
    list_select_related = ("decision", "author", "decided_by")
    search_fields = ("text", "=author__username")
    ordering = ("created_at", "id")
    fields = ("decision", "author", "text", "state", "answer", "created_at", "decided_by", "decided_at")
    change_form_template = "admin/adminpanel/appeal/change_form.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Appeal | None = None) -> tuple[str, ...]:
        """All of them."""
        return tuple(str(name) for name in self.fields or ())

    def get_urls(self) -> list[URLPattern]:
        """Answering beside the stock pages."""
        answer = self.admin_site.admin_view(require_POST(self.answer_view))
        return [path("<int:appeal_id>/answer/", answer, name="adminpanel_appeal_answer"), *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """An appeal and, for those who may, the form."""
        appeal = self.get_object(request, object_id or "")
        context = {**(extra_context or {})}
        if appeal is not None:
            context["appeal"] = appeal
            if appeal.state == AppealState.OPEN and may_answer(appeal, cast(User, request.user)):
                context["answer"] = AnswerForm()
        return super().changeform_view(request, object_id, form_url, context)

    def answer_view(self, request: HttpRequest, appeal_id: int) -> HttpResponse:
        """Answer by a post."""
        appeal = get_object_or_404(Appeal, pk=appeal_id)
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = AnswerForm(request.POST)
        if form.is_valid():
            try:
                answered = answer_appeal(
                    appeal_id=appeal.pk,
                    moderator=cast(User, request.user),
                    grant=form.cleaned_data["outcome"] == "grant",
                    answer=form.cleaned_data["answer"],
                )
            except DomainError as error:
                form.add_domain_error(error)
            else:
                self.log_change(request, answered, f"{answered.get_state_display()}: {answered.answer}")
                self.message_user(request, f"{answered}: {answered.get_state_display()}", messages.SUCCESS)
        for errors in form.errors.values():
            for message in errors:
                self.message_user(request, str(message), messages.ERROR)
        return redirect(reverse("admin:adminpanel_appeal_change", args=[appeal_id]))
