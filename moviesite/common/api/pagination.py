"""Page-number pagination with a bounded size."""

from __future__ import annotations

from typing import Any

from django.core.paginator import InvalidPage
from django.utils.translation import gettext as _
from rest_framework import pagination
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request


class PageNumberPagination(pagination.PageNumberPagination):
    """`{"count", "next", "previous", "results"}` with `page` and `page_size`; a page that is no number is a 400."""

    page_size = 20
    page_size_query_param = "page_size"
    max_page_size = 100

    def get_page_size(self, request: Request) -> int:
        """The asked size; 400 unless it is a number from 1 to `max_page_size`."""
        return read_bounded(request, "page_size", default=self.page_size, low=1, high=self.max_page_size)

    def get_page_number(self, request: Request, paginator: Any) -> int:
        """The asked page; 400 unless it is a number of at least 1."""
        return read_bounded(request, "page", default=1, low=1, high=1_000_000)

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        """One page; a page past the end is a 404."""
        self.request = request
        paginator = self.django_paginator_class(queryset, self.get_page_size(request))
        try:
            self.page = paginator.page(self.get_page_number(request, paginator))
        except InvalidPage as error:
            raise NotFound(_("There is no such page.")) from error
        return list(self.page)


def read_bounded(request: Request, name: str, *, default: int, low: int, high: int) -> int:
    """A whole number from the query string; ValidationError on the field unless `low <= n <= high`."""
    raw = request.query_params.get(name)
    if raw is None or raw == "":
        return default
    try:
        value = int(raw)
    except ValueError:
        value = low - 1
    if not low <= value <= high or not raw.isascii():
        raise ValidationError({name: [_("A whole number from %(low)s to %(high)s.") % {"low": low, "high": high}]})
    return value
