"""`manage.py compile_catalogs`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from moviesite.common.languages.catalogs import TRANSLATED, compile_catalog


class Command(BaseCommand):
    """Makes the catalogs that the site reads from those that people write; needs nothing but Python."""

    help = __doc__
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """A language that is hardly translated is left out, and not offered."""
        made = [code for code in TRANSLATED if compile_catalog(code)]
        if options["verbosity"] > 1:
            self.stdout.write(f"Compiled: {', '.join(made) or 'none'}")
