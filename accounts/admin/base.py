"""What the admins of rows that members and services keep have in common."""

from __future__ import annotations

from typing import TypeVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)


class KeptByServicesAdmin(admin.ModelAdmin[Row]):
    """Curators may look and delete; adding or editing by hand would break what the services keep."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rows begin with what a member does."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        """Their state is kept by the services alone."""
        return False
