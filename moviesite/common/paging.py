"""Pages of long lists."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest


def page_of(request: HttpRequest, rows: Any, size: int) -> Page[Any]:
    """The page that `?page=` asks for; nonsense means the first, too high means the last."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
