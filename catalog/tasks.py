"""Work of the catalog that does not belong into a request."""

from __future__ import annotations

from celery import shared_task

from catalog.services.search_index import rebuild_index


@shared_task(name="catalog.rebuild_search")
def rebuild_search() -> None:
    """Build the search index anew."""
    rebuild_index()
