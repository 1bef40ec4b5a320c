"""What is known of each writing system without a font at hand: estimated widths and heights, in em.

The widths are those of Bricolage Grotesque (Latin) and Noto Sans (Indic) at weight 800. They are estimates: lines set
near the full measure state their length to the renderer, which evens out what is left.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# The listed characters share the width on their left.
_LATIN_WIDTHS = {
    0.21: "',’‘",
    0.26: " .:;·",
    0.3: "`ijlI|!()[]¡",
    0.37: "-/\\{}–",
    0.42: '"Jft*?r“”',
    0.52: "+7<=>Lz~",
    0.58: "TZ_cs",
    0.62: "235F^aegkovxy",
    0.66: "#$49EPSbdhnpqu",
    0.69: "068BCKRVY",
    0.73: "ADGHOQUX",
    0.79: "&ÐNÑ",
    0.88: "w",
    0.98: "MmæÆœ",
    1.02: "%@WŒ—…",
}
_ADVANCE = {char: width for width, chars in _LATIN_WIDTHS.items() for char in chars}
_LATIN_FALLBACK, _OTHER_FALLBACK = 0.7, 1.0

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_DIGIT_STEP = 0.05


@dataclass(frozen=True)
class Script:
    """Metrics of one script in em.

    `hung` is the descent of letters hung under others and `joined` the width such a letter adds, as a share of its own.
    `widths` holds one base-62 digit per code point of a 128-point block, in steps of 0.05 em.
    """

    ascent: float
    descent: float
    hung: float
    joined: float
    widths: str = ""


LATIN = Script(0.7, 0.04, 0.04, 0.0)
_DEVANAGARI = Script(
    0.9, 0.28, 0.28, 0.55,
    "0004IIOBBCHJGCCCCOOOOHIDDEEGGHHBCCCHDFBEDDDHDGDD99FGGCGDFC060B66"
    "6000000006666066L0000000HIDGCCHDJG008DBBBBBBBBBB97IIOOIICGDDGACD",
)  # fmt: skip
_TAMIL = Script(
    0.85, 0.3, 0.3, 1.0,
    "008K0PUPHMY000IIN0NNlJ000OH0N0SF000bJ000ISH000JLEKNOJNQVTb0000E6"
    "0BI000KGQ0dYn000Q000000O00000000000000EJMNMONIPSKKNMSqNUjOR00000",
)  # fmt: skip
_TELUGU = Script(
    0.86, 0.05, 0.41, 0.45,
    "07B70JIFLIPVK0GGH0GGGCHDNGHHGRLHDHHIIGGGG0GGHHNRDJGFJGDGGN000D60"
    "07E9F0000000000000000000HGG00D00cR0800FEGCFGFDHF0000000NE6BGDDDG",
)  # fmt: skip
_KANNADA = Script(
    0.82, 0.05, 0.42, 0.4,
    "D0C7NKJHMRaQH0III0IIIDJEMIJJITNJEHHKEHHHG0IIIJPSEKHG0IFIGI000AA8"
    "I7H3A00A00HRA80000000A4000000DK0aH2200EEEEEEEEEE0CI7000000000000",
)  # fmt: skip
_BLOCKS = {0x0900: _DEVANAGARI, 0x0B80: _TAMIL, 0x0C00: _TELUGU, 0x0C80: _KANNADA}
_OTHER_INDIC = Script(0.9, 0.15, 0.4, 0.4)
_WIDE = Script(0.86, 0.12, 0.12, 1.0)
_VIRAMAS = frozenset("\u094d\u09cd\u0a4d\u0acd\u0c4d\u0ccd\u0d4d")
_FIRST_CONSONANT, _LAST_CONSONANT = 0x15, 0x39  # offsets in every Indic block


def script_of(char: str) -> Script:
    """The script that `char` is measured in."""
    point = ord(char)
    if point & ~0x7F in _BLOCKS:
        return _BLOCKS[point & ~0x7F]
    if 0x0900 <= point <= 0x0DFF:
        return _OTHER_INDIC
    return _WIDE if point >= 0x1100 and not 0x1E00 <= point <= 0x2DFF else LATIN


@lru_cache(maxsize=4096)
def text_width(text: str) -> float:
    """Estimated width of `text` in em, set in the display face at weight 800."""
    total, after_virama = 0.0, False
    for char in text:
        script = script_of(char)
        if script.widths:
            offset = ord(char) & 0x7F
            joins = after_virama and _FIRST_CONSONANT <= offset <= _LAST_CONSONANT
            share = script.joined if joins else 1 - (char in _VIRAMAS)
            total += _DIGIT_STEP * _DIGITS.index(script.widths[offset]) * share
        elif unicodedata.category(char) not in ("Mn", "Cf"):
            fallback = _LATIN_FALLBACK if script is LATIN else _OTHER_FALLBACK
            total += _ADVANCE.get(unicodedata.normalize("NFD", char)[0], fallback)
        after_virama = char in _VIRAMAS
    return total


def extents(text: str) -> tuple[float, float]:
    """Ascent and descent of `text` in em."""
    scripts, hung = {script_of(char) for char in text} or {LATIN}, bool(_VIRAMAS & set(text))
    return max(s.ascent for s in scripts), max(s.hung if hung else s.descent for s in scripts)


def clusters(word: str) -> list[str]:
    """Letters with the signs that belong to them: the smallest pieces a word may be broken into."""
    out: list[str] = []
    for char in word:
        if out and (unicodedata.category(char)[0] == "M" or char == "\u200d" or out[-1][-1] in _VIRAMAS):
            out[-1] += char
        else:
            out.append(char)
    return out
