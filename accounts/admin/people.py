"""What members are to each other and do, in the admin."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin.base import KeptByServicesAdmin
from accounts.models import Activity, Avatar, Block, Follow, Mute
from accounts.services.avatars import remove_avatar


@admin.register(Follow)
class FollowAdmin(KeptByServicesAdmin[Follow]):
    """Who follows whom."""

    list_display = ("follower", "followed", "created_at")
    search_fields = ("follower__username", "followed__username")
    list_select_related = ("follower", "followed")


@admin.register(Block)
class BlockAdmin(KeptByServicesAdmin[Block]):
    """Who blocks whom."""

    list_display = ("blocker", "blocked", "created_at")
    search_fields = ("blocker__username", "blocked__username")
    list_select_related = ("blocker", "blocked")


@admin.register(Mute)
class MuteAdmin(KeptByServicesAdmin[Mute]):
    """Who mutes whom."""

    list_display = ("muter", "muted", "created_at")
    search_fields = ("muter__username", "muted__username")
    list_select_related = ("muter", "muted")


@admin.register(Activity)
class ActivityAdmin(KeptByServicesAdmin[Activity]):
    """The feed."""

    list_display = ("created_at", "actor", "kind", "subject_id", "title_id", "audience")
    list_filter = ("kind", "audience")
    search_fields = ("actor__username",)
    list_select_related = ("actor",)


@admin.register(Avatar)
class AvatarAdmin(KeptByServicesAdmin[Avatar]):
    """Uploaded pictures; deleting one brings the drawn one back."""

    list_display = ("user", "digest", "updated_at")
    search_fields = ("user__username",)
    list_select_related = ("user",)
    exclude = ("image",)

    def delete_model(self, request: HttpRequest, obj: Avatar) -> None:
        """By the service, which tells the profile."""
        remove_avatar(user=obj.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Avatar]) -> None:
        """One by one, for the same reason."""
        for avatar in queryset.select_related("user"):
            remove_avatar(user=avatar.user)
