"""`manage.py rebuild_search`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from catalog.models import Title
from catalog.services.search_index import rebuild_index


class Command(BaseCommand):
    """Builds the search index anew from the catalog; search goes on meanwhile."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Run with a bar."""
        with tqdm(total=Title.objects.count(), unit="title", disable=options["verbosity"] < 1) as bar:
            count = rebuild_index(progress=bar.update)
        self.stdout.write(f"Search knows {count} titles.")
