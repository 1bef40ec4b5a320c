"""`manage.py rebuild_stats`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from catalog.models import Title
from ratings.services.rebuild import rebuild_stats


class Command(BaseCommand):
    """Recomputes histograms, averages and trends from the rows they sum up."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Run with a bar."""
        with tqdm(total=Title.objects.count(), unit="title", disable=options["verbosity"] < 1) as bar:
            count = rebuild_stats(progress=bar.update)
        self.stdout.write(f"Rebuilt the sums of {count} titles.")
