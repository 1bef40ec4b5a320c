"""The languages of the interface: those it is meant to have, and those it can really be read in."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

SOURCE = "en"
INTERFACE_LANGUAGES = [("en", "English"), ("te", "తెలుగు"), ("hi", "हिन्दी"), ("ta", "தமிழ்"), ("kn", "ಕನ್ನಡ")]


def spoken_languages(locale_paths: Iterable[Path]) -> list[tuple[str, str]]:
    """The source language and every one with a compiled catalog.

    A page in English must not call itself Telugu because its visitor's browser asked for Telugu.
    """
    return [
        (code, name)
        for code, name in INTERFACE_LANGUAGES
        if code == SOURCE or any((folder / code / "LC_MESSAGES" / "django.mo").is_file() for folder in locale_paths)
    ]
