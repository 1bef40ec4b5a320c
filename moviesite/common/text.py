"""Plain text as members write it and the site keeps it."""

from __future__ import annotations

import unicodedata

_CONTROL = {"Cc", "Cs", "Cn"}
# Marks that turn the reading direction of what follows; they can make a text show something else than it says.
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain_text(text: str) -> str:
    """NFC with `\\n` between lines, without control and direction characters or blanks around; "" if none is visible.

    Joiners (U+200C, U+200D) stay: spelling in Indic scripts and many emoji need them.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(char for char in text if char == "\n" or not _is_refused(char)).strip()
    return kept if any(unicodedata.category(char)[0] not in "ZC" for char in kept) else ""


def one_line(text: str) -> str:
    """Plain text on one line, with single blanks."""
    return " ".join(plain_text(text).split())


def _is_refused(char: str) -> bool:
    return char in _BIDI or unicodedata.category(char) in _CONTROL
