"""Top fours in the admin."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from matchups.models import Top4Entry, Top4Set
from matchups.models.top4 import SIZE


class Top4EntryInline(admin.TabularInline[Top4Entry, Top4Set]):
    """The four on their set's page."""

    model = Top4Entry
    autocomplete_fields = ("title",)
    max_num = SIZE
    extra = SIZE


@admin.register(Top4Set)
class Top4SetAdmin(admin.ModelAdmin[Top4Set]):
    """Sets by owner and origin."""

    list_display = ("__str__", "owner", "origin", "created_at")
    list_filter = ("origin", "created_at")
    search_fields = ("name", "owner__username", "titles__title")
    autocomplete_fields = ("owner",)
    inlines: ClassVar = [Top4EntryInline]
    list_select_related = ("owner",)


@admin.register(Top4Entry)
class Top4EntryAdmin(admin.ModelAdmin[Top4Entry]):
    """Which titles stand in which sets."""

    list_display = ("set", "position", "title")
    list_filter = ("position",)
    search_fields = ("title__title",)
    autocomplete_fields = ("set", "title")
    list_select_related = ("set", "title")
