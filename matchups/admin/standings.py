"""How line-ups and titles stand."""

from __future__ import annotations

from django.contrib import admin

from matchups.models import Lineup, Refit, StandingPoint, TitleStanding
from moviesite.common.admin import ReadOnlyAdmin


@admin.register(Lineup)
class LineupAdmin(ReadOnlyAdmin[Lineup]):
    """Fours by the board's order."""

    list_display = ("key", "strength", "low", "high", "rating", "votes", "is_open", "updated_at")
    list_filter = ("is_open", "language", "decade")
    search_fields = ("=key", "sets__name", "sets__titles__title")
    show_full_result_count = False


@admin.register(TitleStanding)
class TitleStandingAdmin(ReadOnlyAdmin[TitleStanding]):
    """Titles by the sets that they are part of."""

    list_display = ("title", "strength", "low", "high", "rating", "votes")
    search_fields = ("title__title",)
    list_select_related = ("title",)
    show_full_result_count = False


@admin.register(StandingPoint)
class StandingPointAdmin(ReadOnlyAdmin[StandingPoint]):
    """Days on which something was voted on."""

    list_display = ("day", "lineup", "title", "rating", "strength", "low", "high", "votes")
    list_filter = ("day",)
    search_fields = ("=lineup__key", "title__title")
    list_select_related = ("lineup", "title")
    show_full_result_count = False


@admin.register(Refit)
class RefitAdmin(ReadOnlyAdmin[Refit]):
    """Finished refits with what went in."""

    list_display = ("id", "started_at", "seconds", "votes", "lineups", "titles", "log_loss", "started_by")
    search_fields = ("=started_by__username",)
    list_select_related = ("started_by",)
