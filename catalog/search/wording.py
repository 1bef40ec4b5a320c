"""Words of a query that need not stand in a name, and other ways to write those that do. Pure; words are folded."""

from __future__ import annotations

import re
from collections.abc import Sequence

from catalog.search.folding import fold_text

_YEAR = re.compile(r"18[89]\d|19\d\d|20[0-3]\d")
_ARTICLES = frozenset(map(fold_text, ("the", "a", "an")))
_NUMBERS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_DIGITS = {fold_text(word): str(value) for value, word in enumerate(_NUMBERS, 1)}
_OTHER = {**_DIGITS, **{digits: word for word, digits in _DIGITS.items()}}
SHORTEST_PART = 3


def without_year(words: Sequence[str]) -> list[str]:
    """The words but the last year among them; all of them where nothing else would be left, or there is no year."""
    for index in range(len(words) - 1, -1, -1):
        if _YEAR.fullmatch(words[index]):
            return [*words[:index], *words[index + 1 :]] or list(words)
    return list(words)


def looser(words: Sequence[str]) -> list[list[str]]:
    """What may have been meant where all the words together find nothing: without the year, and without articles."""
    loose = without_year(words)
    bare = [word for word in loose if word not in _ARTICLES] or loose
    found = [loose] if loose != list(words) else []
    return [*found, bare] if bare != loose else found


def other_numbers(words: Sequence[str]) -> list[str]:
    """The words with small numbers in figures instead of letters and the other way round; [] without any."""
    changed = [_OTHER.get(word, word) for word in words]
    return changed if changed != list(words) else []


def parts_of(word: str) -> list[tuple[str, str]]:
    """Where a word may have lost a blank."""
    return [(word[:place], word[place:]) for place in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)]
