"""Writing systems turned into Latin letters, loosely: what is wanted is one spelling for search, not a standard.

The Indic blocks of Unicode share one layout (ISCII's): a letter has the same place in each 128-point block, so one
table reads Devanagari, Bengali, Gurmukhi, Gujarati, Odia, Tamil, Telugu, Kannada and Malayalam alike.
"""

from __future__ import annotations

from typing import Final

_VOWELS: Final = {
    0x04: "a", 0x05: "a", 0x06: "a", 0x07: "i", 0x08: "i", 0x09: "u", 0x0A: "u", 0x0B: "ri", 0x0C: "li", 0x0D: "e",
    0x0E: "e", 0x0F: "e", 0x10: "ai", 0x11: "o", 0x12: "o", 0x13: "o", 0x14: "au", 0x60: "ri", 0x61: "li",
}  # fmt: skip
_SIGNS: Final = {
    0x3E: "a", 0x3F: "i", 0x40: "i", 0x41: "u", 0x42: "u", 0x43: "ri", 0x44: "ri", 0x45: "e", 0x46: "e", 0x47: "e",
    0x48: "ai", 0x49: "o", 0x4A: "o", 0x4B: "o", 0x4C: "au", 0x57: "au",
}  # fmt: skip
_CONSONANTS: Final = {
    0x15: "k", 0x16: "kh", 0x17: "g", 0x18: "gh", 0x19: "n", 0x1A: "ch", 0x1B: "ch", 0x1C: "j", 0x1D: "j", 0x1E: "n",
    0x1F: "t", 0x20: "th", 0x21: "d", 0x22: "dh", 0x23: "n", 0x24: "t", 0x25: "th", 0x26: "d", 0x27: "dh", 0x28: "n",
    0x29: "n", 0x2A: "p", 0x2B: "ph", 0x2C: "b", 0x2D: "bh", 0x2E: "m", 0x2F: "y", 0x30: "r", 0x31: "r", 0x32: "l",
    0x33: "l", 0x34: "l", 0x35: "v", 0x36: "sh", 0x37: "sh", 0x38: "s", 0x39: "h", 0x58: "k", 0x59: "kh", 0x5A: "g",
    0x5B: "z", 0x5C: "d", 0x5D: "dh", 0x5E: "f", 0x5F: "y",
}  # fmt: skip
_NASAL, _VISARGA, _NUKTA, _VIRAMA = (0x01, 0x02), 0x03, 0x3C, 0x4D
_LABIALS: Final = frozenset(range(0x2A, 0x2F))
_FIRST_BLOCK, _LAST_BLOCK, _TAMIL, _MALAYALAM = 0x0900, 0x0D00, 0x0B80, 0x0D00
# Northern languages do not speak the vowel that is written into a word's last letter; the southern ones do.
_SILENT_END: Final = frozenset({0x0900, 0x0980, 0x0A00, 0x0A80})
_CHILLU: Final = {"ൺ": "n", "ൻ": "n", "ർ": "r", "ൽ": "l", "ൾ": "l", "ൿ": "k", "ৎ": "t"}
_VOICED: Final = {"k": "g", "ch": "s", "t": "d", "p": "b"}  # Tamil writes both with one letter
_UNVOICED_AFTER: Final = frozenset(_VOICED)

_CYRILLIC: Final = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "i",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "yu",
    "я": "ya", "і": "i", "ї": "i", "є": "e", "ґ": "g",
}  # fmt: skip
_GREEK: Final = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l",
    "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "i", "φ": "f",
    "χ": "ch", "ψ": "ps", "ω": "o",
}  # fmt: skip
_ALPHABETS: Final = {**_CYRILLIC, **_GREEK, **_CHILLU}


def is_indic(char: str) -> bool:
    """Whether `char` stands in one of the blocks that share ISCII's layout."""
    return _FIRST_BLOCK <= ord(char) < _LAST_BLOCK + 0x80


def to_latin(word: str) -> str:
    """One lower-case word in Latin letters; letters of scripts that are not known here stay as they are."""
    out: list[str] = []
    run: list[str] = []
    for char in word:
        if is_indic(char) and char not in _CHILLU:
            run.append(char)
            continue
        if run:
            out.append(_indic(run))
            run = []
        out.append(_ALPHABETS.get(char, char))
    if run:
        out.append(_indic(run))
    return "".join(out)


def _indic(chars: list[str]) -> str:
    """A run of Indic letters. A consonant carries an "a" unless a vowel sign or a virama follows it."""
    block = ord(chars[0]) & ~0x7F
    offsets = [ord(char) & 0x7F for char in chars if ord(char) & 0x7F != _NUKTA or char == "഼"]
    out: list[str] = []
    for index, offset in enumerate(offsets):
        following = offsets[index + 1] if index + 1 < len(offsets) else None
        if offset in _CONSONANTS:
            sound = _CONSONANTS[offset]
            if block == _TAMIL and sound in _VOICED:
                sound = _tamil(offsets, index)
            silent = following is None and block in _SILENT_END and len(offsets) > 1
            carries = following not in _SIGNS and following != _VIRAMA and not silent
            out.append(sound + ("a" if carries else ""))
        elif offset in _NASAL:
            labial = following in _LABIALS or (following is None and block not in _SILENT_END)
            out.append("m" if labial else "n")
        elif offset != _VISARGA:
            out.append(_VOWELS.get(offset) or _SIGNS.get(offset) or _digit(offset))
    return "".join(out)


def _tamil(offsets: list[int], index: int) -> str:
    """How a Tamil stop sounds: hard at the start of a word and doubled, soft between vowels and after a nasal."""
    offset = offsets[index]
    sound = _CONSONANTS[offset]
    if index == 0:
        return "s" if sound == "ch" else sound
    if _VIRAMA in offsets[index + 1 : index + 2]:
        return sound
    if offsets[index - 1] == _VIRAMA:
        before = _CONSONANTS.get(offsets[index - 2], "") if index > 1 else ""
        if before in _UNVOICED_AFTER:
            return sound
        if before == "n" and sound == "ch":
            return "j"
    return _VOICED[sound]


def _digit(offset: int) -> str:
    return str(offset - 0x66) if 0x66 <= offset <= 0x6F else ""
