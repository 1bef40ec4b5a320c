"""Experiments: made and begun here, and what they find."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from moviesite.common.errors import DomainError
from recommender.admin.experiment_words import report_context
from recommender.enums import ExperimentStatus
from recommender.models import Arm, Experiment
from recommender.selectors.experiments import experiment_report
from recommender.services.experiments import check_settings, end_experiment, start_experiment

#: What may still be changed when an experiment has begun: the rest would mix up what was measured.
ALWAYS = ("name", "hypothesis", "traffic")
TOLD = ("status", "started_at", "ended_at", "verdict", "winner", "created_by")


class ArmForm(forms.ModelForm[Arm]):
    """An arm whose settings mean something."""

    class Meta:
        model = Arm
        fields = ("key", "weight", "settings", "is_control")

    def clean_settings(self) -> Any:
        """As the service wants them."""
        try:
            return check_settings(self.cleaned_data["settings"] or {})
        except DomainError as error:
            raise ValidationError(error.errors["settings"]) from error


class ArmInline(admin.TabularInline[Arm, Experiment]):
    """The arms of a draft; of what has begun they are fixed."""

    model = Arm
    form = ArmForm
    extra = 2
    max_num = 8

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """In drafts."""
        return _is_draft(obj) and super().has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """To drafts."""
        return _is_draft(obj) and super().has_add_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """From drafts."""
        return _is_draft(obj) and super().has_delete_permission(request, obj)


def _is_draft(experiment: Experiment | None) -> bool:
    return experiment is None or experiment.status == ExperimentStatus.DRAFT


@admin.register(Experiment)
class ExperimentAdmin(admin.ModelAdmin[Experiment]):
    """Drafts are edited, experiments begun and ended; each has a page that says what it found."""

    list_display = ("name", "key", "status", "metric", "traffic", "started_at", "ended_at", "verdict")
    list_filter = ("status", "metric")
    search_fields = ("key", "name", "hypothesis", "verdict")
    inlines = (ArmInline,)
    actions = ("start", "stop")
    change_form_template = "admin/recommender/experiment/change_form.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Experiment | None = None) -> tuple[str, ...]:
        """What happened is not edited, nor what is being measured."""
        if _is_draft(obj):
            return TOLD
        fixed = ("key", "metric", "alpha", "least_members", "most_days")
        return (*fixed, *TOLD)

    def save_model(self, request: HttpRequest, obj: Experiment, form: Any, change: bool) -> None:
        """With who made it."""
        if not change:
            obj.created_by_id = request.user.pk
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list[URLPattern]:
        """The report and its button beside the stock pages."""
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/report/", wrap(require_safe(self.report_view)), name="recommender_experiment_report"),
            path("<int:pk>/start/", wrap(require_POST(self.start_view)), name="recommender_experiment_start"),
            path("<int:pk>/stop/", wrap(require_POST(self.stop_view)), name="recommender_experiment_stop"),
        ]
        return [*own, *super().get_urls()]

    def report_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What an experiment has found so far."""
        experiment = get_object_or_404(Experiment, pk=pk)
        if not self.has_view_permission(request, experiment):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": experiment.name,
            "opts": self.opts,
            "experiment": experiment,
            "may_change": self.has_change_permission(request, experiment),
            **report_context(experiment_report(experiment)),
        }
        return render(request, "admin/recommender/experiment/report.html", context)

    def start_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Begin it."""
        return self._from_page(request, pk, start_experiment)

    def stop_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End it."""
        return self._from_page(request, pk, end_experiment)

    @admin.action(description="Start", permissions=["change"])
    def start(self, request: HttpRequest, queryset: QuerySet[Experiment]) -> None:
        """Begin drafts; the second is refused while the first runs."""
        for experiment in queryset.order_by("pk"):
            self._act(request, experiment, start_experiment)

    @admin.action(description="Stop, with what was found so far", permissions=["change"])
    def stop(self, request: HttpRequest, queryset: QuerySet[Experiment]) -> None:
        """End what runs."""
        for experiment in queryset.order_by("pk"):
            self._act(request, experiment, end_experiment)

    def _from_page(self, request: HttpRequest, pk: int, act: Callable[..., Experiment]) -> HttpResponse:
        experiment = get_object_or_404(Experiment, pk=pk)
        if not self.has_change_permission(request, experiment):
            raise PermissionDenied
        self._act(request, experiment, act)
        return redirect(reverse("admin:recommender_experiment_report", args=[pk]))

    def _act(self, request: HttpRequest, experiment: Experiment, act: Callable[..., Experiment]) -> None:
        try:
            done = act(experiment_id=experiment.pk)
        except DomainError as error:
            said = "; ".join(text for each in error.errors.values() for text in each)
            self.message_user(request, f"{experiment.name}: {said or error.detail}", messages.ERROR)
            return
        self.log_change(request, done, done.get_status_display())
        said = _("%(name)s has begun.") if done.status == ExperimentStatus.RUNNING else _("%(name)s has ended.")
        self.message_user(request, said % {"name": done.name}, messages.SUCCESS)


@admin.register(Arm)
class ArmAdmin(admin.ModelAdmin[Arm]):
    """Arms of all experiments, to look through; they are made with their experiment."""

    list_display = ("key", "experiment", "weight", "settings", "is_control")
    list_filter = ("experiment",)
    search_fields = ("key", "experiment__key", "experiment__name")
    list_select_related = ("experiment",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They are made on the page of their experiment."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Arm | None = None) -> bool:
        """There they are changed as well."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Arm | None = None) -> bool:
        """And go with it."""
        return obj is None or super().has_delete_permission(request, obj)
