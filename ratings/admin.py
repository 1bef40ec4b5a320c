"""Ratings, reviews, shelves and lists in the admin."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from ratings.models import ListEntry, Rating, Review, ReviewLike, SavedTitle, TitleList


@admin.register(Rating)
class RatingAdmin(admin.ModelAdmin[Rating]):
    """Who rated what. Values are shown, not edited: a title's sums follow the services only."""

    list_display = ("user", "title", "value", "updated_at")
    list_filter = ("value", "updated_at", "title__language")
    search_fields = ("user__username", "title__title")
    autocomplete_fields = ("user", "title")
    readonly_fields = ("user", "title", "value", "created_at", "updated_at")
    list_select_related = ("user", "title")
    date_hierarchy = "updated_at"

    def has_add_permission(self, request: object) -> bool:
        """Members rate."""
        return False


@admin.register(Review)
class ReviewAdmin(admin.ModelAdmin[Review]):
    """What members write."""

    list_display = ("user", "title", "contains_spoilers", "like_count", "created_at")
    list_filter = ("contains_spoilers", "created_at", "title__language")
    search_fields = ("user__username", "title__title", "text")
    autocomplete_fields = ("user", "title")
    readonly_fields = ("like_count",)
    list_select_related = ("user", "title")


@admin.register(ReviewLike)
class ReviewLikeAdmin(admin.ModelAdmin[ReviewLike]):
    """Who liked which review."""

    list_display = ("user", "review", "created_at")
    search_fields = ("user__username",)
    autocomplete_fields = ("user", "review")
    list_select_related = ("user", "review")


@admin.register(SavedTitle)
class SavedTitleAdmin(admin.ModelAdmin[SavedTitle]):
    """Watchlists and favourites."""

    list_display = ("user", "kind", "title", "position", "created_at")
    list_filter = ("kind",)
    search_fields = ("user__username", "title__title")
    autocomplete_fields = ("user", "title")
    list_select_related = ("user", "title")


class ListEntryInline(admin.TabularInline[ListEntry, TitleList]):
    """Titles on their list's page."""

    model = ListEntry
    autocomplete_fields = ("title",)
    extra = 0


@admin.register(TitleList)
class TitleListAdmin(admin.ModelAdmin[TitleList]):
    """Lists that members made."""

    list_display = ("name", "owner", "is_public", "is_ranked", "updated_at")
    list_filter = ("is_public", "is_ranked")
    search_fields = ("name", "owner__username")
    autocomplete_fields = ("owner",)
    prepopulated_fields: ClassVar = {"slug": ("name",)}
    inlines: ClassVar = [ListEntryInline]
    list_select_related = ("owner",)


@admin.register(ListEntry)
class ListEntryAdmin(admin.ModelAdmin[ListEntry]):
    """Titles on lists, to search by title."""

    list_display = ("list", "position", "title")
    search_fields = ("list__name", "title__title")
    autocomplete_fields = ("list", "title")
    list_select_related = ("list", "title")
