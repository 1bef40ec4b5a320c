"""Ratings, reviews, shelves, lists, diaries and imports in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from ratings.models import (
    AnonymousRating,
    DiaryEntry,
    ImportItem,
    ImportJob,
    ImportPart,
    ListEntry,
    ListMember,
    RankedTitle,
    Ranking,
    RankingAnswer,
    RankingConversion,
    Rating,
    Review,
    ReviewDocument,
    ReviewLike,
    SavedTitle,
    TitleList,
)


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


@admin.register(AnonymousRating)
class AnonymousRatingAdmin(admin.ModelAdmin[AnonymousRating]):
    """Stars whose members have left; nobody's, and part of a title's sums, so they are shown and not edited."""

    list_display = ("title", "value", "given_on")
    search_fields = ("title__title",)
    readonly_fields = ("title", "value", "given_on")
    list_select_related = ("title",)

    def has_add_permission(self, request: object) -> bool:
        """They come about when a member leaves."""
        return False

    def has_delete_permission(self, request: object, obj: Any = None) -> bool:
        """The sums count them."""
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

    list_display = ("name", "owner", "visibility", "is_ranked", "updated_at")
    list_filter = ("visibility", "is_ranked")
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


@admin.register(ListMember)
class ListMemberAdmin(admin.ModelAdmin[ListMember]):
    """Who works on whose list."""

    list_display = ("list", "user", "state", "created_at")
    list_filter = ("state",)
    search_fields = ("list__name", "user__username")
    autocomplete_fields = ("list", "user")
    list_select_related = ("list", "user")


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """Rows that services alone write; they can be looked at and deleted."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Services make them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """And change them."""
        return False


@admin.register(DiaryEntry)
class DiaryEntryAdmin(ReadOnlyAdmin):
    """Who saw what when."""

    list_display = ("user", "title", "watched_on", "rating", "is_rewatch")
    list_filter = ("is_rewatch", "watched_on")
    search_fields = ("user__username", "title__title", "tag_line")
    list_select_related = ("user", "title")
    date_hierarchy = "watched_on"


@admin.register(ImportJob)
class ImportJobAdmin(ReadOnlyAdmin):
    """Files that members brought, and how far they got."""

    list_display = ("user", "source", "file_name", "state", "done", "total", "created_at", "error")
    list_filter = ("state", "source", "created_at")
    search_fields = ("user__username", "file_name", "sha256")
    list_select_related = ("user",)
    date_hierarchy = "created_at"


@admin.register(ImportItem)
class ImportItemAdmin(ReadOnlyAdmin):
    """Lines of imports, to see why one did not match."""

    list_display = ("job", "kind", "state", "title", "score", "reason")
    list_filter = ("state", "kind")
    search_fields = ("job__user__username", "title__title", "film_key")
    list_select_related = ("job", "title")


@admin.register(ImportPart)
class ImportPartAdmin(ReadOnlyAdmin):
    """Pieces of files that wait to be read."""

    list_display = ("job", "number")
    search_fields = ("job__file_name",)
    list_select_related = ("job",)


@admin.register(Ranking)
class RankingAdmin(ReadOnlyAdmin):
    """Who ranks what they have rated."""

    list_display = ("user", "version", "created_at", "updated_at")
    search_fields = ("user__username",)
    list_select_related = ("user",)
    date_hierarchy = "updated_at"


@admin.register(RankedTitle)
class RankedTitleAdmin(ReadOnlyAdmin):
    """Places in rankings; none for what a member has left out."""

    list_display = ("ranking", "position", "title", "placed_at")
    search_fields = ("ranking__user__username", "title__title")
    list_select_related = ("ranking", "title")


@admin.register(RankingAnswer)
class RankingAnswerAdmin(ReadOnlyAdmin):
    """Duels of one's own titles."""

    list_display = ("ranking", "left", "right", "outcome", "created_at", "undone_at")
    list_filter = ("outcome", "created_at")
    search_fields = ("ranking__user__username", "left__title", "right__title")
    list_select_related = ("ranking", "left", "right")


@admin.register(RankingConversion)
class RankingConversionAdmin(ReadOnlyAdmin):
    """Rankings that were turned into stars."""

    list_display = ("ranking", "applied_at", "undone_at")
    search_fields = ("ranking__user__username",)
    list_select_related = ("ranking",)


@admin.register(ReviewDocument)
class ReviewDocumentAdmin(ReadOnlyAdmin):
    """What search sees of a review."""

    list_display = ("review", "words")
    search_fields = ("words", "review__user__username")
    list_select_related = ("review__user", "review__title")
