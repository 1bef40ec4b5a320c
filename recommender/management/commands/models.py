"""`manage.py models`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recommender.exceptions import VersionNotFoundError
from recommender.models import ModelVersion
from recommender.registry.arrays import ArtifactError
from recommender.registry.versions import promote, roll_back
from recommender.services.versions import check_version


class Command(BaseCommand):
    """Lists model versions; promotes one, or goes back to the one before."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do."""
        parser.add_argument("action", nargs="?", choices=("list", "promote", "rollback", "verify"), default="list")
        parser.add_argument("algorithm", nargs="?")
        parser.add_argument("version", nargs="?")

    def handle(self, *args: Any, **options: Any) -> None:
        """Dispatch."""
        try:
            getattr(self, f"_{options['action']}")(options["algorithm"], options["version"])
        except VersionNotFoundError as error:
            raise CommandError(error.detail) from error

    def _list(self, algorithm: str | None, version: str | None) -> None:
        rows = ModelVersion.objects.all()
        for row in rows.filter(algorithm=algorithm) if algorithm else rows:
            ndcg = row.metrics.get("ndcg@10")
            figure = "      " if ndcg is None else f"{ndcg:.4f}"
            self.stdout.write(
                f"{row.algorithm:12} {row.version:24} {row.status:10} {figure} {row.interactions:>9} ratings {row.note}"
            )

    def _find(self, algorithm: str | None, version: str | None) -> ModelVersion:
        if not algorithm or not version:
            raise CommandError("Name an algorithm and a version.")
        row = ModelVersion.objects.filter(algorithm=algorithm, version=version).first()
        if row is None:
            raise VersionNotFoundError(f"There is no version {version} of {algorithm}.")
        return row

    def _verify(self, algorithm: str | None, version: str | None) -> None:
        row = self._find(algorithm, version)
        try:
            said = check_version(row)
        except ArtifactError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{row}: {said}.")

    def _promote(self, algorithm: str | None, version: str | None) -> None:
        row = self._find(algorithm, version)
        self._verify(algorithm, version)
        self.stdout.write(f"{promote(row)} serves now.")

    def _rollback(self, algorithm: str | None, version: str | None) -> None:
        if not algorithm:
            raise CommandError("Name an algorithm.")
        self.stdout.write(f"{roll_back(algorithm)} serves now.")
