"""The model registry and its training runs in the admin."""

from __future__ import annotations

from django.contrib import admin

from recommender.models import Dismissal, ModelVersion, TitleAnalysis, TrainingRun


@admin.register(ModelVersion)
class ModelVersionAdmin(admin.ModelAdmin[ModelVersion]):
    """Versions with their figures."""

    list_display = (
        "algorithm",
        "version",
        "status",
        "ndcg",
        "accuracy",
        "interactions",
        "size",
        "trained_at",
        "promoted_at",
    )
    list_filter = ("algorithm", "status", "trained_at")
    search_fields = ("version", "data_fingerprint", "note")
    readonly_fields = tuple(field.name for field in ModelVersion._meta.fields if field.name not in {"id", "note"})

    def has_add_permission(self, request: object) -> bool:
        """Versions are trained."""
        return False

    @admin.display(description="NDCG@10")
    def ndcg(self, version: ModelVersion) -> str:
        """The figure the quality gate compares."""
        value = version.metrics.get("ndcg@10")
        return "—" if value is None else f"{value:.4f}"

    @admin.display(description="Accuracy")
    def accuracy(self, version: ModelVersion) -> str:
        """Of the text model, on held-out reviews, both kinds counting alike."""
        value = version.metrics.get("balanced_accuracy")
        return "—" if value is None else f"{value:.3f}"


@admin.register(TrainingRun)
class TrainingRunAdmin(admin.ModelAdmin[TrainingRun]):
    """Runs with progress and errors."""

    list_display = ("kind", "status", "progress", "message", "requested_by", "created_at", "finished_at")
    list_filter = ("kind", "status")
    search_fields = ("message", "error", "requested_by__username")
    list_select_related = ("requested_by",)

    def has_add_permission(self, request: object) -> bool:
        """Runs are started by the command, the API or the schedule."""
        return False


@admin.register(Dismissal)
class DismissalAdmin(admin.ModelAdmin[Dismissal]):
    """What members sent away."""

    list_display = ("user", "title", "kind", "created_at")
    list_filter = ("kind", "created_at")
    search_fields = ("user__username", "title__title")
    autocomplete_fields = ("user", "title")
    list_select_related = ("user", "title")


@admin.register(TitleAnalysis)
class TitleAnalysisAdmin(admin.ModelAdmin[TitleAnalysis]):
    """What members say of titles, to look at; workers write it."""

    list_display = ("title", "review_count", "model_version", "computed_at", "stale_at")
    list_filter = ("computed_at",)
    search_fields = ("title__title",)
    list_select_related = ("title",)
    readonly_fields = tuple(field.name for field in TitleAnalysis._meta.fields)

    def has_add_permission(self, request: object) -> bool:
        """Workers make them."""
        return False
