"""Names brought to a form in which they can be compared."""

from __future__ import annotations

import re
import unicodedata

from django.utils.text import slugify

_ARTICLES = ("the ", "a ", "an ", "le ", "la ", "les ", "l'", "der ", "die ", "das ", "el ", "los ", "las ", "il ")
_NOT_WORD = re.compile(r"[^\w]+", re.UNICODE)


def fold_case(text: str) -> str:
    """Lower case without accents, compatibility forms or repeated blanks; Indic vowel signs are kept."""
    decomposed = unicodedata.normalize("NFKD", text)
    # U+0300–U+036F are the accents of Latin, Greek and Cyrillic; combining marks of other scripts carry meaning.
    bare = "".join(char for char in decomposed if not "\u0300" <= char <= "\u036f")
    return " ".join(unicodedata.normalize("NFC", bare).casefold().split())


def name_key(name: str) -> str:
    """A person's name for comparing: `S.S. Rajamouli`, `S. S. Rajamouli` and `SS Rajamouli` are one."""
    return _NOT_WORD.sub("", fold_case(name))[:160]


def sort_title(title: str) -> str:
    """A title as it is sorted: folded, without a leading article or mark."""
    folded = fold_case(title)
    for article in _ARTICLES:
        if folded.startswith(article) and len(folded) > len(article):
            folded = folded[len(article) :]
            break
    return folded.lstrip("\"'([¡¿.… ")[:255] or folded[:255]


def make_slug(name: str, year: int | None = None, *, fallback: str = "title") -> str:
    """The readable part of an address."""
    return slugify(f"{name} {year or ''}")[:120].strip("-") or fallback
