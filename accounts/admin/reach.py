"""What members were told, in the admin."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.base import KeptByServicesAdmin
from accounts.models import Delivery, Notification, NotificationFeed, NotificationPreference
from accounts.notifications.delivery import try_again


@admin.register(Notification)
class NotificationAdmin(KeptByServicesAdmin[Notification]):
    """Inboxes."""

    list_display = ("created_at", "recipient", "kind", "actor", "read_at")
    list_filter = ("kind", ("read_at", admin.EmptyFieldListFilter))
    search_fields = ("recipient__username", "actor__username", "kind")
    list_select_related = ("recipient", "actor")


@admin.register(NotificationPreference)
class NotificationPreferenceAdmin(KeptByServicesAdmin[NotificationPreference]):
    """Who wants to hear of what, and how."""

    list_display = ("user", "kind", "channel", "mode")
    list_filter = ("kind", "channel", "mode")
    search_fields = ("user__username",)
    list_select_related = ("user",)


@admin.register(NotificationFeed)
class NotificationFeedAdmin(KeptByServicesAdmin[NotificationFeed]):
    """Private web feeds; deleting one ends its address. The key is not shown."""

    list_display = ("user", "created_at")
    fields = ("user", "created_at")
    search_fields = ("user__username",)
    list_select_related = ("user",)


@admin.register(Delivery)
class DeliveryAdmin(KeptByServicesAdmin[Delivery]):
    """Deliveries outside the site, and why some failed."""

    list_display = ("notification", "channel", "mode", "state", "attempts", "next_attempt_at", "sent_at", "last_error")
    list_filter = ("channel", "state", "mode")
    search_fields = ("notification__recipient__username", "last_error")
    list_select_related = ("notification",)
    actions = ("try_again",)

    @admin.action(description=gettext_lazy("Try again now"), permissions=["delete"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        """Put what was given up back into the queue."""
        count = try_again(queryset)
        self.message_user(request, _("%(count)d deliveries wait again.") % {"count": count})
