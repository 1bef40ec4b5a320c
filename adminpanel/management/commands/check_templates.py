"""`manage.py check_templates`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template import TemplateSyntaxError
from django.template.loader import get_template


class Command(BaseCommand):
    """Compiles every template of the project, so that a broken one is found before a visitor finds it."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Report each template that does not compile; CommandError if there is one."""
        root = Path(settings.BASE_DIR) / "templates"
        names = sorted(
            str(path.relative_to(root)) for path in root.rglob("*") if path.suffix in {".html", ".txt", ".xml"}
        )
        broken = []
        for name in names:
            try:
                get_template(name)
            except TemplateSyntaxError as error:
                broken.append(f"{name}: {error}")
        if broken:
            raise CommandError("\n".join(broken))
        if options["verbosity"] > 1:
            self.stdout.write(f"{len(names)} templates compile.")
