"""The catalog in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models

from catalog.admin.title_desk import TitleDesk
from catalog.models import (
    Country,
    Credit,
    ExternalId,
    Genre,
    Image,
    Keyword,
    Person,
    PersonKey,
    SearchDocument,
    SearchHistoryEntry,
    SearchWord,
    SourceRecord,
    Title,
    TitleName,
    TitleStats,
    Trailer,
)


class TitleNameInline(admin.TabularInline[TitleName, Title]):
    """Names on their title's page."""

    model = TitleName
    extra = 0


class CreditInline(admin.TabularInline[Credit, Title]):
    """People on their title's page."""

    model = Credit
    autocomplete_fields = ("person",)
    extra = 0


class ExternalIdInline(admin.TabularInline[ExternalId, Title]):
    """Ids elsewhere on their title's page."""

    model = ExternalId
    extra = 0


HTTPS: Any = {models.URLField: {"assume_scheme": "https"}}


class ImageInline(admin.TabularInline[Image, Title]):
    """Pictures on their title's page."""

    model = Image
    formfield_overrides = HTTPS
    extra = 0


class TrailerInline(admin.TabularInline[Trailer, Title]):
    """Trailers on their title's page."""

    model = Trailer
    fields = ("kind", "site", "key", "name", "language", "is_official", "seconds")
    extra = 0


class SourceRecordInline(admin.TabularInline[SourceRecord, Title]):
    """What sources say, on their title's page; the record's own page splits it off."""

    model = SourceRecord
    fields = readonly_fields = ("provider", "key", "fetched_at", "changed_at")
    show_change_link = True
    can_delete = False
    extra = 0

    def has_add_permission(self, request: object, obj: object | None = None) -> bool:
        """Sources speak for themselves."""
        return False


@admin.register(Title)
class TitleAdmin(TitleDesk):
    """Titles with everything that belongs to them."""

    list_display = ("title", "original_title", "year", "kind", "is_anime", "language", "director", "status", "rated")
    list_filter = ("status", "kind", "is_anime", "language", "genres", "is_adult")
    search_fields = ("title", "original_title", "names__name", "director", "external_ids__value")
    prepopulated_fields: ClassVar = {"slug": ("title",)}
    filter_horizontal = ("genres", "countries")
    autocomplete_fields = ("keywords",)
    list_select_related = ("stats",)
    inlines: ClassVar = [
        TitleNameInline,
        CreditInline,
        ExternalIdInline,
        SourceRecordInline,
        ImageInline,
        TrailerInline,
    ]

    @admin.display(description="Ratings", ordering="stats__rating_count")
    def rated(self, title: Title) -> str:
        """Average and count."""
        stats = getattr(title, "stats", None)
        return f"{stats.average:.2f} of {stats.rating_count}" if stats and stats.rating_count else "—"


@admin.register(TitleName)
class TitleNameAdmin(admin.ModelAdmin[TitleName]):
    """Names in all languages."""

    list_display = ("name", "language", "kind", "title")
    list_filter = ("language", "kind")
    search_fields = ("name", "title__title")
    autocomplete_fields = ("title",)
    list_select_related = ("title",)


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin[Person]):
    """People."""

    list_display = ("name", "slug", "imdb_id", "tmdb_id")
    list_filter = (("imdb_id", admin.EmptyFieldListFilter), ("tmdb_id", admin.EmptyFieldListFilter))
    search_fields = ("name", "name_key", "imdb_id")


@admin.register(Credit)
class CreditAdmin(admin.ModelAdmin[Credit]):
    """Who did what."""

    list_display = ("person", "role", "character", "title", "position")
    list_filter = ("role",)
    search_fields = ("person__name", "title__title", "character")
    autocomplete_fields = ("person", "title")
    list_select_related = ("person", "title")


@admin.register(Genre)
class GenreAdmin(admin.ModelAdmin[Genre]):
    """Genres and their names."""

    list_display = ("name", "slug")
    search_fields = ("name", "slug")


@admin.register(Keyword)
class KeywordAdmin(admin.ModelAdmin[Keyword]):
    """Keywords."""

    list_display = ("name", "slug")
    search_fields = ("name", "slug")


@admin.register(Country)
class CountryAdmin(admin.ModelAdmin[Country]):
    """Countries."""

    list_display = ("code", "name")
    search_fields = ("code", "name")


@admin.register(ExternalId)
class ExternalIdAdmin(admin.ModelAdmin[ExternalId]):
    """Ids elsewhere."""

    list_display = ("source", "value", "title")
    list_filter = ("source",)
    search_fields = ("value", "title__title")
    autocomplete_fields = ("title",)
    list_select_related = ("title",)


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin[Image]):
    """Pictures."""

    formfield_overrides = HTTPS
    list_display = ("title", "kind", "source", "language", "fetched_at")
    list_filter = ("kind", "source", "language")
    search_fields = ("title__title", "url")
    autocomplete_fields = ("title",)
    list_select_related = ("title",)


@admin.register(Trailer)
class TrailerAdmin(admin.ModelAdmin[Trailer]):
    """Trailers."""

    list_display = ("title", "kind", "site", "key", "name", "is_official", "provider", "published_at")
    list_filter = ("kind", "provider", "site", "is_official", "language")
    search_fields = ("title__title", "key", "name")
    autocomplete_fields = ("title",)
    list_select_related = ("title",)


@admin.register(TitleStats)
class TitleStatsAdmin(admin.ModelAdmin[TitleStats]):
    """Sums; they follow members' actions and are never typed."""

    list_display = ("title", "rating_count", "average", "score", "review_count", "watchlist_count", "favorite_count")
    list_filter = ("title__language", "title__kind")
    search_fields = ("title__title",)
    list_select_related = ("title",)

    def has_add_permission(self, request: object) -> bool:
        """Rows come with their titles."""
        return False

    def has_change_permission(self, request: object, obj: TitleStats | None = None) -> bool:
        """See `manage.py rebuild_stats`."""
        return False


class ReadOnlyIndexAdmin(admin.ModelAdmin[Any]):
    """Parts of the index: seen, never typed; see `manage.py rebuild_search`."""

    def has_add_permission(self, request: object) -> bool:
        """Made from names."""
        return False

    def has_change_permission(self, request: object, obj: object | None = None) -> bool:
        """Made from names."""
        return False


@admin.register(SearchDocument)
class SearchDocumentAdmin(ReadOnlyIndexAdmin):
    """What search sees of a title."""

    list_display = ("title", "prefix", "names")
    list_filter = ("title__language",)
    search_fields = ("names", "people", "words")
    list_select_related = ("title",)


@admin.register(SearchWord)
class SearchWordAdmin(ReadOnlyIndexAdmin):
    """Words that a typing error is compared with."""

    list_display = ("word", "length")
    search_fields = ("word",)

    @admin.display(description="Letters")
    def length(self, word: SearchWord) -> int:
        """How long it is."""
        return len(word.word)


@admin.register(PersonKey)
class PersonKeyAdmin(ReadOnlyIndexAdmin):
    """Beginnings by which people are suggested."""

    list_display = ("key", "person", "weight")
    search_fields = ("key", "person__name")
    list_select_related = ("person",)


@admin.register(SearchHistoryEntry)
class SearchHistoryEntryAdmin(ReadOnlyIndexAdmin):
    """What members looked for."""

    list_display = ("query", "user", "times", "searched_at")
    list_filter = ("searched_at",)
    search_fields = ("query", "user__username")
    list_select_related = ("user",)
