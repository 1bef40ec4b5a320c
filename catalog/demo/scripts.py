"""Which writing systems a title of each language is written in."""

import unicodedata
from typing import Final

# Prefixes of Unicode character names (Unicode Standard, NamesList.txt), the script's own letters first.
_LATIN: Final = ("LATIN", "FULLWIDTH LATIN")
_HAN: Final = ("CJK", "IDEOGRAPHIC")
_OWN_LETTERS: Final[dict[str, tuple[str, ...]]] = {
    "te": ("TELUGU",),
    "hi": ("DEVANAGARI",),
    "mr": ("DEVANAGARI",),
    "ta": ("TAMIL",),
    "kn": ("KANNADA",),
    "ml": ("MALAYALAM",),
    "bn": ("BENGALI",),
    "ja": ("HIRAGANA", "KATAKANA", *_HAN),
    "ko": ("HANGUL",),
    "zh": _HAN,
    "fa": ("ARABIC",),
    "ar": ("ARABIC",),
    "ru": ("CYRILLIC",),
}
# Languages whose titles carry Latin letters beside their own ("ドラゴンボールZ").
_LATIN_BESIDE: Final = frozenset({"ja", "ko", "zh"})


def find_script_problem(text: str, language: str) -> str | None:
    """Say what is wrong with the script of `text` for ISO 639-1 `language`, or None when it fits.

    Languages not named here are written in Latin letters. A text of digits and signs alone ("24", "96") fits every
    language. Marks and letters are looked at; digits, punctuation and joiners are not.
    """
    own = _OWN_LETTERS.get(language, _LATIN)
    allowed = own + _LATIN if language in _LATIN_BESIDE else own
    names = [(char, unicodedata.name(char, "")) for char in text if unicodedata.category(char)[0] in "LM"]
    for char, name in names:
        if not name.startswith(allowed):
            return f"{char!r} ({name.lower() or 'unnamed'}) is not of the script of {language!r}"
    if names and not any(name.startswith(own) for _, name in names):
        return f"no letter of the script of {language!r}"
    return None
