"""Patterns in members' words, matched in time that grows with the length of the text alone."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import re2

MAX_MEMORY = 1 << 20  # bytes of a compiled pattern; (a{100}){100} asks for more and is refused
_LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
_BEFORE, _AFTER = r"(?:^|[^\pL\pM\pN_])", r"(?:[^\pL\pM\pN_]|$)"  # Indic vowel signs (M) belong to their word


class PatternError(ValueError):
    """A pattern that RE2 cannot read, or that is too large when compiled."""


@lru_cache(maxsize=256)
def compile_pattern(pattern: str, *, is_regex: bool) -> Any:
    """Something with `search(text)`, whatever the case; PatternError.

    A phrase is found as whole words with any blanks between them. RE2 has no back-references and no look-around, and no
    pattern of it can be made to run for ever.
    """
    options = re2.Options()
    options.case_sensitive = False
    options.max_mem = MAX_MEMORY
    options.log_errors = False
    if not is_regex:
        words = [re2.escape(word) for word in pattern.split()]
        pattern = _BEFORE + r"\s+".join(words) + _AFTER
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        raise PatternError(_said(error)) from error


def _said(error: Exception) -> str:
    told = error.args[0] if error.args else error
    return told.decode(errors="replace") if isinstance(told, bytes) else str(told)


def count_links(text: str) -> int:
    """How many addresses of the web stand in a text."""
    return len(_LINK.findall(text))


def capitals_share(text: str) -> tuple[float, int]:
    """The share of capitals among the letters that have a case, and how many those are; Indic scripts have none."""
    upper = sum(char.isupper() for char in text)
    letters = upper + sum(char.islower() for char in text)
    return (upper / letters if letters else 0.0), letters
