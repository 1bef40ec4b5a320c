"""`manage.py collect_messages`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from moviesite.common.languages.catalogs import TRANSLATED, is_translated, sentences, write_catalog
from moviesite.common.languages.extraction import marked_sentences, updated_catalog


class Command(BaseCommand):
    """Brings the catalogs of all languages up to date with what is marked in code and templates."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """New sentences come without translation, those that are marked no more leave."""
        marked = marked_sentences()
        for code in TRANSLATED:
            catalog = updated_catalog(code, marked)
            write_catalog(catalog, code)
            known = sentences(catalog)
            missing = sum(not is_translated(message) for message in known)
            self.stdout.write(f"{code}: {len(known)} sentences, {missing} to be translated")
