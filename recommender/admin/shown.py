"""What members were shown, to look at; workers write it."""

from __future__ import annotations

from django.contrib import admin

from moviesite.common.admin import ReadOnlyAdmin
from recommender.models import Exposure, Impression, Outcome, Recommendation, ScoredMember


@admin.register(Impression)
class ImpressionAdmin(ReadOnlyAdmin[Impression]):
    """Titles among members' picks."""

    list_display = ("user", "title", "times", "best_place", "score", "model", "first_at", "last_at")
    list_filter = ("last_at",)
    search_fields = ("=user__username", "title__title", "model")
    list_select_related = ("user", "title")
    fields = ("user", "title", "times", "best_place", "score", "model", "first_at", "last_at")


@admin.register(Exposure)
class ExposureAdmin(ReadOnlyAdmin[Exposure]):
    """Members in arms."""

    list_display = ("user", "experiment", "arm", "slates", "first_at", "last_at")
    list_filter = ("experiment",)
    search_fields = ("=user__username", "experiment__key", "arm__key")
    list_select_related = ("user", "experiment", "arm__experiment")
    fields = ("user", "experiment", "arm", "slates", "first_at", "last_at")


@admin.register(Outcome)
class OutcomeAdmin(ReadOnlyAdmin[Outcome]):
    """What members did with picks."""

    list_display = ("member", "kind", "title", "value", "day", "at")
    list_filter = ("kind", "exposure__experiment")
    search_fields = ("=exposure__user__username", "title__title")
    list_select_related = ("exposure__user", "title")
    fields = ("exposure", "kind", "title", "value", "day", "at")

    @admin.display(description="member", ordering="exposure__user__username")
    def member(self, outcome: Outcome) -> str:
        """Whose."""
        return str(outcome.exposure.user)


@admin.register(Recommendation)
class RecommendationAdmin(ReadOnlyAdmin[Recommendation]):
    """Picks computed for everybody at once."""

    list_display = ("user", "rank", "title", "score", "version", "computed_at")
    list_filter = ("version",)
    search_fields = ("=user__username", "title__title")
    list_select_related = ("user", "title", "version")
    fields = ("user", "rank", "title", "score", "version", "computed_at")


@admin.register(ScoredMember)
class ScoredMemberAdmin(ReadOnlyAdmin[ScoredMember]):
    """Members whose picks are computed."""

    list_display = ("user", "version", "computed_at", "digest")
    list_filter = ("version",)
    search_fields = ("=user__username", "digest")
    list_select_related = ("user", "version")
    fields = ("user", "version", "digest", "computed_at")
