"""Names folded to keys, so that every way to write a name meets the others.

There are two keys. The *spelling* key evens out accents, scripts and the habits of romanisation: long vowels, doubled
letters, aspirates, w for v, zh for l. The *sound* key is coarser: it also drops what Tamil writing does not tell
(voice, h) and the short a that northern languages write but do not speak. Search tries spellings first and falls back
to sounds, which are too coarse to rank by.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from catalog.search.scripts import is_indic, to_latin

LONGEST_WORD = 40
LONGEST_TEXT = 400

_LETTERS = str.maketrans(
    {"æ": "e", "œ": "e", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th", "ß": "ss", "ŋ": "n"}
)
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8"}
_APOSTROPHES = re.compile(r"['’‘`ʼ]")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")

# Applied in order; each brings spellings that people use for one sound to one.
_SPELLING: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(.)\1+", r"\1\1"),
        (r"aa", "a"), (r"ee|ii", "i"), (r"oo|uu", "u"),
        (r"zh", "l"), (r"sch|ssh|sh", "s"), (r"tch|chch|cch|chh", "ch"), (r"ph", "f"),
        (r"([kgjtdb])\1?h", r"\1"), (r"ck|q", "k"), (r"ksh|x|ks", "ks"),
        (r"ch", "C"), (r"c(?=[eiy])", "s"), (r"c", "k"), (r"C", "c"),
        (r"w", "v"), (r"z", "j"),
        (r"ov(?![aeiouy])|au|ou", "o"), (r"(?:ae|ai|ay|ei|ey)(?![aeiou])", "e"),
        (r"(?<=[^aeiou])y(?![aeiou])", "i"), (r"iy(?=[aeiou])", "i"),
        (r"^jn", "gn"), (r"mg", "ng"), (r"n(?=[pb])", "m"),
        (r"(?<=[aeiou])h(?![aeiou])", ""),
        (r"([^\d])\1+", r"\1"),
    )
)  # fmt: skip
_SOUND: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<=.)h(?=[aeiou])", "k"), (r"h", "k"), (r"g", "k"), (r"b|f", "p"), (r"d", "t"), (r"c|j", "s"),
        (r"m(?=[^aeiou])", "n"), (r"(?<=[aeiou])y$", r""), (r"[ey]", "i"), (r"o", "u"),
        (r"(?<=.)a", ""), (r"([^\d])\1+", r"\1"),
    )
)  # fmt: skip


@lru_cache(maxsize=65_536)
def spelling_key(word: str) -> str:
    """The spelling key of one word; "" for a word without letters or digits."""
    bare = _bare(word)
    if bare in _ROMAN:
        return _ROMAN[bare]
    key = to_latin(bare).translate(_LETTERS)
    for pattern, replacement in _SPELLING:
        key = pattern.sub(replacement, key)
    return key[:LONGEST_WORD]


@lru_cache(maxsize=65_536)
def sound_key(spelling: str) -> str:
    """The sound key of a spelling key."""
    key = spelling
    for pattern, replacement in _SOUND:
        key = pattern.sub(replacement, key)
    return key


def fold_words(text: str, *, longest: int = LONGEST_TEXT) -> list[str]:
    """The spelling keys of a text's words, in order. Initials that stand apart are one word: "S. S." is "SS"."""
    text = unicodedata.normalize("NFKC", text[:longest]).casefold().replace("&", " and ")
    words: list[str] = []
    for word in _join_initials(_split(_APOSTROPHES.sub("", text))):
        words += [key for piece in _pieces(word) if (key := spelling_key(piece))]
    return words


def fold_text(text: str) -> str:
    """The folded words of a text with a blank between them."""
    return " ".join(fold_words(text))


def joined_pairs(words: Iterable[str]) -> list[str]:
    """Neighbours written as one word: "maya basar" is also looked for as "mayabasar"."""
    return [spelling_key(first + second) for first, second in pairwise(words)]


def _split(text: str) -> list[str]:
    """Runs of letters, digits and the marks that belong to them."""
    return "".join(char if unicodedata.category(char)[0] in "LNM" else " " for char in text).split()


def _join_initials(words: Iterable[str]) -> list[str]:
    """Single letters that follow each other become one word."""
    joined: list[str] = []
    open_run = False
    for word in words:
        single = len(word) == 1 and word.isalpha() and not _CJK.match(word)
        if single and open_run:
            joined[-1] += word
        else:
            joined.append(word)
        open_run = single
    return joined


def _pieces(word: str) -> list[str]:
    """A word, or the overlapping pairs of characters of a script that writes no blanks between words."""
    if not _CJK.search(word):
        return [word]
    pieces: list[str] = []
    position = 0
    for match in _CJK.finditer(word):
        if match.start() > position:
            pieces.append(word[position : match.start()])
        run = match.group()
        pieces += [run] if len(run) == 1 else [run[index : index + 2] for index in range(len(run) - 1)]
        position = match.end()
    return [*pieces, word[position:]] if position < len(word) else pieces


def _bare(word: str) -> str:
    """Without the accents of Latin, Greek and Cyrillic, and with all digits in their ASCII form."""
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFKD", word)
    kept = "".join(char for char in decomposed if not "\u0300" <= char <= "\u036f")
    composed = unicodedata.normalize("NFC", kept)
    return "".join(
        str(unicodedata.digit(char)) if char.isdigit() and not char.isascii() and not is_indic(char) else char
        for char in composed
    )
