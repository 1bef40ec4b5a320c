"""A title's names in the site's languages, from TMDB's translations and alternative titles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from catalog.enums import NameKind
from catalog.providers.reading import NAME, items, language, line, mapping
from catalog.providers.records import NameRecord
from moviesite.common.vocabulary import HOME_LANGUAGES

_ALIASES: Final = 20
#: First and last code point of a script, and the language of this site that is written in it.
_SCRIPTS: Final = (
    (0x0900, 0x097F, "hi"),
    (0x0B80, 0x0BFF, "ta"),
    (0x0C00, 0x0C7F, "te"),
    (0x0C80, 0x0CFF, "kn"),
    (0x0D00, 0x0D7F, "ml"),
)
_LAST_LATIN: Final = 0x024F


def names_of(payload: dict[str, Any], title: str, original: str, original_language: str) -> tuple[NameRecord, ...]:
    """The names besides `title`: one for each language, then the other spellings people use."""
    official = {original_language: original} if original != title and original_language else {}
    for code, name in _translations(payload):
        if code in {*HOME_LANGUAGES, original_language} and name != title:
            official.setdefault(code, name)
    known = {name.casefold() for name in (title, original, *official.values())}
    aliases: dict[str, NameRecord] = {}
    for name, code in _alternatives(payload):
        if name.casefold() not in known and len(aliases) < _ALIASES:
            aliases.setdefault(name.casefold(), NameRecord(name, code, NameKind.ALIAS))
    return (*(NameRecord(name, code) for code, name in official.items()), *aliases.values())


def _translations(payload: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for item in items(mapping(payload.get("translations")).get("translations")):
        data = mapping(item.get("data"))
        name = line(data.get("title") or data.get("name"), NAME)
        code = language(item.get("iso_639_1"))
        if name and code:
            yield code, name


def _alternatives(payload: dict[str, Any]) -> Iterator[tuple[str, str]]:
    found = mapping(payload.get("alternative_titles"))
    for item in items(found.get("titles") or found.get("results")):
        name = line(item.get("title"), NAME)
        code = language_by_script(name)
        if name and code is not None:
            yield name, code


def language_by_script(name: str) -> str | None:
    """The language a name is in by its script: "" for Latin, None for scripts nobody here reads."""
    for char in name:
        point = ord(char)
        if not char.isalpha():
            continue
        if point <= _LAST_LATIN:
            return ""
        return next((code for first, last, code in _SCRIPTS if first <= point <= last), None)
    return ""
