"""The list of blocked addresses."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse

from accounts.models import User
from adminpanel.forms.moderation_desk import BlockForm, ManyBlocksForm
from adminpanel.models import BlockedNetwork
from adminpanel.services.blocking import block_many, block_network, unblock
from moviesite.common.client_ip import client_ip
from moviesite.common.errors import DomainError
from moviesite.common.forms import ServiceForm


@admin.register(BlockedNetwork)
class BlockedNetworkAdmin(admin.ModelAdmin[BlockedNetwork]):
    """Blocks are added and removed; to change one, add it again."""

    list_display = ("network", "reason", "created_by", "created_at", "expires_at", "hits", "last_hit_at")
    list_filter = ("created_at", "expires_at")
    list_select_related = ("created_by",)
    search_fields = ("network", "reason")
    change_list_template = "admin/adminpanel/blockednetwork/change_list.html"

    def has_change_permission(self, request: HttpRequest, obj: BlockedNetwork | None = None) -> bool:
        """What was blocked why is not rewritten."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Adding several beside the stock pages."""
        many = self.admin_site.admin_view(self.many_view)
        return [path("several/", many, name="adminpanel_blockednetwork_several"), *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One block, by the service."""
        return self._form(request, BlockForm(request.POST or None), "Block an address")

    def many_view(self, request: HttpRequest) -> HttpResponse:
        """One on each line; errors name their lines."""
        return self._form(request, ManyBlocksForm(request.POST or None), "Block several addresses")

    def _form(self, request: HttpRequest, form: ServiceForm, title: str) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method == "POST" and form.is_valid():
            told = {**form.cleaned_data, "by": cast(User, request.user), "own_address": client_ip(request)}
            try:
                rows = block_many(**told) if isinstance(form, ManyBlocksForm) else [block_network(**told)]
            except DomainError as error:
                form.add_domain_error(error)
            else:
                for row in rows:
                    self.log_addition(request, row, row.reason)
                self.message_user(request, f"{len(rows)} blocked.", messages.SUCCESS)
                return redirect(reverse("admin:adminpanel_blockednetwork_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "form": form,
            "own_address": client_ip(request),
        }
        return render(request, "admin/adminpanel/blockednetwork/add.html", context)

    def delete_model(self, request: HttpRequest, obj: BlockedNetwork) -> None:
        """By the service, so that every process hears of it."""
        unblock(ids=[obj.pk])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[BlockedNetwork]) -> None:
        """The same for several."""
        unblock(ids=list(queryset.values_list("pk", flat=True)))
