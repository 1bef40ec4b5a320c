"""Keys of providers, as people write them."""

from __future__ import annotations

import re
from typing import Final

from catalog.enums import Provider
from catalog.exceptions import BadKeyError

#: What is allowed, how a plain number is meant, and examples.
_FORMS: Final[dict[Provider, tuple[str, str, str]]] = {
    Provider.TMDB: (r"(?:movie|tv)/[1-9]\d{0,9}", "movie/", "603, movie/603 or tv/1399"),
    Provider.OMDB: (r"tt\d{7,10}", "", "tt0133093"),
    Provider.YOUTUBE: (r"title/[1-9]\d{0,17}", "title/", "12 or title/12, by the number of the title here"),
    Provider.JIKAN: (r"(?:title/)?[1-9]\d{0,9}", "", "457"),
}


def read_keys(provider: Provider, text: str) -> tuple[str, ...]:
    """Keys between commas, each once; BadKeyError for what is none."""
    found = dict.fromkeys(_read(provider, part.strip()) for part in text.split(",") if part.strip())
    if not found:
        raise BadKeyError("Say at least one key.")
    return tuple(found)


def _read(provider: Provider, word: str) -> str:
    form, prefix, examples = _FORMS[provider]
    key = prefix + word if re.fullmatch(r"[1-9]\d{0,17}", word, re.ASCII) else word
    if re.fullmatch(form, key, re.ASCII) is None:
        raise BadKeyError(f"{word[:40]!r} is no key of {provider.label}, such as {examples}.")
    return key
