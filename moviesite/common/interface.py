"""The languages that the interface can really be read in."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings


@cache
def offered_languages() -> tuple[tuple[str, str], ...]:
    """(code, endonym) of the source language and of every language with a compiled catalog in LOCALE_PATHS."""
    return tuple(
        (code, name)
        for code, name in settings.LANGUAGES
        if code == settings.LANGUAGE_CODE
        or any((Path(folder) / code / "LC_MESSAGES" / "django.mo").is_file() for folder in settings.LOCALE_PATHS)
    )
