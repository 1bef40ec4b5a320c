"""Top fours in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from matchups.exceptions import CuratedSetError
from matchups.models import Top4Entry, Top4Set
from matchups.models.top4 import SIZE
from matchups.services.curators import (
    after_delete,
    check_curated,
    place_set,
    was_offered,
    words_for,
    write_titles,
)


class Top4SetForm(forms.ModelForm[Top4Set]):
    """A set, with what a curator's needs."""

    class Meta:
        model = Top4Set
        fields = ("owner", "origin", "name")

    def clean(self) -> dict[str, Any]:
        """The service's rules, beside their fields."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            check_curated(origin=data.get("origin", ""), name=data.get("name", ""), owner=data.get("owner"))
        except CuratedSetError as error:
            for field, found in error.errors.items():
                self.add_error(field, found)
        return data


class Top4EntryInline(admin.TabularInline[Top4Entry, Top4Set]):
    """The four on their set's page; only to be looked at once the set stood in a pair."""

    model = Top4Entry
    autocomplete_fields = ("title",)
    max_num = SIZE
    extra = SIZE

    def has_add_permission(self, request: HttpRequest, obj: Top4Set | None = None) -> bool:
        """Not into a set that was offered."""
        return super().has_add_permission(request, obj) and not _is_fixed(obj)

    def has_change_permission(self, request: HttpRequest, obj: Top4Set | None = None) -> bool:
        """Not of one that was."""
        return super().has_change_permission(request, obj) and not _is_fixed(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Top4Set | None = None) -> bool:
        """Not out of one that was."""
        return super().has_delete_permission(request, obj) and not _is_fixed(obj)


def _is_fixed(obj: Top4Set | None) -> bool:
    return obj is not None and obj.pk is not None and was_offered(obj)


@admin.register(Top4Set)
class Top4SetAdmin(admin.ModelAdmin[Top4Set]):
    """Sets by owner and origin."""

    form = Top4SetForm
    list_display = ("__str__", "owner", "origin", "in_play", "created_at")
    list_filter = ("origin", "created_at")
    search_fields = ("name", "owner__username", "titles__title")
    autocomplete_fields = ("owner",)
    readonly_fields = ("source_url", "fetched_at")
    inlines: ClassVar = [Top4EntryInline]
    list_select_related = ("owner", "lineup")

    @admin.display(boolean=True, description="In play")
    def in_play(self, row: Top4Set) -> bool:
        """Whether its four may come up in a pair."""
        return row.lineup is not None and row.lineup.is_open

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Its titles are written as one."""
        formset.save(commit=False)  # says what changed, for the log
        if formset.has_changed():
            rows = (row.cleaned_data for row in formset.forms if row.cleaned_data)
            kept = [(row["title"].pk, row["position"]) for row in rows if not row.get("DELETE")]
            write_titles(form.instance, kept)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Its line-up follows once its titles are saved, and whoever saved it is told whether it is in play."""
        super().save_related(request, form, formsets, change)
        placing = place_set(form.instance)
        level = messages.INFO if placing.in_play else messages.WARNING
        messages.add_message(request, level, words_for(placing))

    def delete_model(self, request: HttpRequest, obj: Top4Set) -> None:
        """Its line-up goes out of play with its last set."""
        lineup_id = obj.lineup_id
        super().delete_model(request, obj)
        after_delete([lineup_id] if lineup_id is not None else [])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Top4Set]) -> None:
        """The same for several."""
        lineup_ids = [pk for pk in queryset.values_list("lineup_id", flat=True) if pk is not None]
        super().delete_queryset(request, queryset)
        after_delete(lineup_ids)


@admin.register(Top4Entry)
class Top4EntryAdmin(admin.ModelAdmin[Top4Entry]):
    """Which titles stand in which sets."""

    list_display = ("set", "position", "title")
    list_filter = ("position",)
    search_fields = ("title__title",)
    autocomplete_fields = ("set", "title")
    list_select_related = ("set", "title")

    def has_change_permission(self, request: HttpRequest, obj: Top4Entry | None = None) -> bool:
        """Not in a set that was offered."""
        return super().has_change_permission(request, obj) and not _is_fixed(obj.set if obj is not None else None)

    def save_model(self, request: HttpRequest, obj: Top4Entry, form: Any, change: bool) -> None:
        """Its set's line-up follows."""
        super().save_model(request, obj, form, change)
        place_set(obj.set)
