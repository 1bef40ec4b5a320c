"""Platforms and what they show, and what other publics think of titles."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.admin.readonly import DecidedAdmin
from catalog.admin.titles import HTTPS
from catalog.availability.names import platform_key
from catalog.enums import Provider
from catalog.models import ExternalRating, Offer, Platform, PlatformAlias
from catalog.services.platforms import fold_platforms
from moviesite.common.errors import DomainError
from moviesite.common.versions import bump_version


class ShownAdmin(admin.ModelAdmin[Any]):
    """Rows that pages show: what is kept of these pages is stale after a change."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Written once for each new row."""
        transaction.on_commit(_changed)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Written once for each change."""
        transaction.on_commit(_changed)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        """Written once for each deletion."""
        transaction.on_commit(_changed)
        return super().log_deletions(request, queryset)


def _changed() -> None:
    bump_version("titles")
    bump_version("catalog")


def _count_of(model: type[Offer] | type[PlatformAlias]) -> Coalesce:
    rows = model._default_manager.filter(platform=OuterRef("pk")).order_by().values("platform")
    return Coalesce(Subquery(rows.annotate(rows=Count("pk")).values("rows")), 0)


class PlatformAliasForm(forms.ModelForm[PlatformAlias]):
    """Another name, brought to the form in which names are compared."""

    class Meta:
        model = PlatformAlias
        fields = ("key",)

    def clean_key(self) -> str:
        """Written as people write it, kept folded."""
        key = platform_key(self.cleaned_data["key"])
        if not key:
            raise forms.ValidationError(_("A name needs a letter."))
        return key


class PlatformAliasInline(admin.TabularInline[PlatformAlias, Platform]):
    """Other names on their platform's page."""

    model = PlatformAlias
    form = PlatformAliasForm
    extra = 1


class FoldForm(forms.Form):
    """The platform that others become part of."""

    kept = forms.ModelChoiceField(Platform.objects.all(), label=gettext_lazy("Part of"))


@admin.register(Platform)
class PlatformAdmin(ShownAdmin):
    """Platforms with their names."""

    formfield_overrides = HTTPS
    list_display = ("name", "slug", "is_live", "position", "offer_count", "alias_count")
    list_filter = ("is_live",)
    search_fields = ("name", "slug", "aliases__key")
    prepopulated_fields: ClassVar = {"slug": ("name",)}
    inlines: ClassVar = [PlatformAliasInline]
    actions = ("fold",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With what belongs to each counted."""
        counts: dict[str, Any] = {"offer_count": _count_of(Offer), "alias_count": _count_of(PlatformAlias)}
        rows: QuerySet[Any] = super().get_queryset(request).annotate(**counts)
        return rows

    @admin.display(description="offers", ordering="offer_count")
    def offer_count(self, platform: Any) -> int:
        """How many."""
        return int(platform.offer_count)

    @admin.display(description="names", ordering="alias_count")
    def alias_count(self, platform: Any) -> int:
        """How many."""
        return int(platform.alias_count)

    def has_fold_permission(self, request: HttpRequest) -> bool:
        """Whoever may change and delete platforms."""
        return request.user.has_perms(["catalog.change_platform", "catalog.delete_platform"])

    @admin.action(description="Fold into another platform", permissions=["fold"])
    def fold(self, request: HttpRequest, queryset: QuerySet[Platform]) -> HttpResponse | None:
        """Ask which one, then give it the names and the offers of the chosen ones."""
        gone = list(queryset.order_by("name", "pk"))
        form = FoldForm(request.POST if "kept" in request.POST else None)
        form.fields["kept"].queryset = Platform.objects.exclude(pk__in=[row.pk for row in gone])  # type: ignore[attr-defined]
        if form.is_valid() and self._fold(request, form.cleaned_data["kept"], gone):
            return None
        context = {
            **self.admin_site.each_context(request), "title": _("Fold into another platform"), "opts": self.opts,
            "form": form, "gone": gone,
        }  # fmt: skip
        return render(request, "admin/catalog/platform/fold.html", context)

    def _fold(self, request: HttpRequest, kept: Platform, gone: list[Platform]) -> bool:
        names = ", ".join(str(platform) for platform in gone)
        try:
            moved = fold_platforms(kept_id=kept.pk, gone_ids=[platform.pk for platform in gone])
        except DomainError as error:
            self.message_user(request, error.detail, messages.ERROR)
            return False
        said = ngettext(
            "{names} is part of {kept} now; {count} offer moved.",
            "{names} is part of {kept} now; {count} offers moved.",
            moved,
        ).format(names=names, kept=kept, count=moved)
        self.log_change(request, kept, said)
        self.message_user(request, said, messages.SUCCESS)
        return True


@admin.register(Offer)
class OfferAdmin(ShownAdmin):
    """Where titles can be watched. What a curator writes stays until a source says the same and takes it back."""

    formfield_overrides = HTTPS
    list_display = ("title", "platform", "country", "kind", "provider", "checked_at")
    list_filter = ("provider", "kind", "country", "platform")
    search_fields = ("title__title", "platform__name", "=title__id")
    autocomplete_fields = ("title", "platform")
    list_select_related = ("title", "platform")
    readonly_fields = ("provider", "checked_at")

    def save_model(self, request: HttpRequest, obj: Offer, form: Any, change: bool) -> None:
        """A curator has looked."""
        obj.provider, obj.checked_at = Provider.CURATOR, timezone.now()
        super().save_model(request, obj, form, change)


@admin.register(ExternalRating)
class ExternalRatingAdmin(ShownAdmin):
    """What other publics think of titles."""

    list_display = ("title", "source", "value", "scale", "votes", "provider", "fetched_at")
    list_filter = ("source", "provider")
    search_fields = ("title__title", "=title__id")
    autocomplete_fields = ("title",)
    list_select_related = ("title",)
    readonly_fields = ("provider", "fetched_at")

    def save_model(self, request: HttpRequest, obj: ExternalRating, form: Any, change: bool) -> None:
        """A curator has looked."""
        obj.provider, obj.fetched_at = Provider.CURATOR, timezone.now()
        super().save_model(request, obj, form, change)


@admin.register(PlatformAlias)
class PlatformAliasAdmin(DecidedAdmin[PlatformAlias]):
    """All names of all platforms; they are changed on their platform's page."""

    list_display = ("key", "platform")
    search_fields = ("key", "platform__name")
    list_select_related = ("platform",)
    fields = ("key", "platform")
