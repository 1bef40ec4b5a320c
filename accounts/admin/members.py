"""Members in the admin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest

from accounts.admin.base import KeptByServicesAdmin
from accounts.enums import RevokeReason
from accounts.models import BrowserSession, Profile, RefreshFamily, User
from accounts.services.sessions import end_all_sessions
from accounts.services.tokens import revoke_family
from accounts.services.visibility import tell_visibility


class ProfileInline(admin.StackedInline[Profile, User]):
    """The profile on its member's page."""

    model = Profile
    can_delete = False


POWERS = ("is_staff", "is_superuser", "groups", "user_permissions")


def is_superuser(request: HttpRequest) -> bool:
    """Whether the asker may do everything."""
    return bool(request.user.is_superuser)


def _is_seen_anew(forms: Iterable[BaseForm]) -> bool:
    """Whether a form changes who sees the member."""
    return any({"is_active", "is_private"} & set(form.changed_data) for form in forms)


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User]):
    """Members."""

    list_display = ("username", "email", "date_joined", "last_login", "is_active", "is_staff", "is_demo")
    list_filter = ("is_active", "is_staff", "is_superuser", "is_demo", "date_joined")
    search_fields = ("username", "email", "profile__display_name")
    ordering = ("-date_joined", "-id")
    inlines: ClassVar = [ProfileInline]
    actions = ("end_all_sessions",)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """What makes somebody staff, or more, is given by superusers alone: nobody raises themselves or a friend."""
        fixed = super().get_readonly_fields(request, obj)
        return fixed if is_superuser(request) else (*fixed, *POWERS)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Accounts of staff, one's own among them, are changed by superusers: a new password is an account."""
        return super().has_change_permission(request, obj) and (is_superuser(request) or not (obj and obj.is_staff))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """As above."""
        return super().has_delete_permission(request, obj) and (is_superuser(request) or not (obj and obj.is_staff))

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """For bulk deletion, which asks nobody about single rows, staff are not there but for superusers."""
        members = super().get_queryset(request)
        is_bulk = request.method == "POST" and request.POST.get("action") == "delete_selected"
        return members.filter(is_staff=False) if is_bulk and not is_superuser(request) else members

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """After the member and the profile are saved."""
        super().save_related(request, form, formsets, change)
        if change and _is_seen_anew([form, *(inner for formset in formsets for inner in formset)]):
            tell_visibility(form.instance.pk)

    @admin.action(description="End all sessions of these members", permissions=["change"])
    def end_all_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """In browsers and of API clients."""
        ended = sum(end_all_sessions(user=user, reason=RevokeReason.ENDED) for user in queryset)
        self.message_user(request, f"{ended} sessions were ended.")


@admin.register(Profile)
class ProfileAdmin(admin.ModelAdmin[Profile]):
    """Profiles, to search by language and region."""

    list_display = ("user", "display_name", "ui_language", "region", "is_private", "updated_at")
    list_filter = ("ui_language", "region", "is_private")
    search_fields = ("user__username", "display_name")
    autocomplete_fields = ("user",)
    list_select_related = ("user",)

    def save_model(self, request: HttpRequest, obj: Profile, form: Any, change: bool) -> None:
        """Who becomes private, or public, is told of."""
        if _is_seen_anew([form]):
            tell_visibility(obj.user_id)
        super().save_model(request, obj, form, change)


@admin.register(RefreshFamily)
class RefreshFamilyAdmin(KeptByServicesAdmin[RefreshFamily]):
    """API logins: where from, how old, why ended."""

    list_display = ("user", "created_at", "rotated_at", "generation", "network", "revoked_at", "revoked_reason")
    list_filter = ("revoked_reason", ("revoked_at", admin.EmptyFieldListFilter))
    search_fields = ("user__username", "network", "id")
    list_select_related = ("user",)
    actions = ("end_sessions",)

    @admin.action(description="End these sessions", permissions=["delete"])
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[RefreshFamily]) -> None:
        """Revoke the selected families."""
        for family_id in queryset.values_list("pk", flat=True):
            revoke_family(family_id=family_id, reason=RevokeReason.ENDED)
        self.message_user(request, "The sessions were ended.")


@admin.register(BrowserSession)
class BrowserSessionAdmin(KeptByServicesAdmin[BrowserSession]):
    """Logins in browsers."""

    list_display = ("user", "created_at", "last_seen_at", "method", "network", "country")
    list_filter = ("method", "last_seen_at")
    search_fields = ("user__username", "network")
    list_select_related = ("user",)
    exclude = ("session_key",)
