"""Words that all apps share: languages and regions, by their standard codes."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from moviesite.common.languages.names import named_language

#: The languages the site treats as equals, in the order of the interface.
HOME_LANGUAGES = ("te", "hi", "ta", "kn", "en")


# First and last code point of what the faces in static/fonts cover.
_FACES = ((0x0020, 0x024F), (0x0900, 0x09FE), (0x0B82, 0x0BFA), (0x0C00, 0x0D7F), (0x1E00, 0x1EFF))


def _has_face(char: str) -> bool:
    return any(first <= ord(char) <= last for first, last in _FACES)


@dataclass(frozen=True, slots=True)
class Language:
    """A language: ISO 639-1 code, name in English and in itself."""

    code: str
    name: str
    endonym: str

    @property
    def has_face(self) -> bool:
        """Whether the site brings a face for the script of its own name."""
        return all(map(_has_face, self.endonym))

    @property
    def shown(self) -> str:
        """What the reader's language calls it."""
        return language_name(self.code)

    @property
    def own_name(self) -> str:
        """The name in itself where there is a face for it, what the reader's language calls it otherwise."""
        return own_name(self.code)


LANGUAGES: dict[str, Language] = {
    code: Language(code, name, endonym)
    for code, name, endonym in (
        ("te", "Telugu", "తెలుగు"),
        ("hi", "Hindi", "हिन्दी"),
        ("ta", "Tamil", "தமிழ்"),
        ("kn", "Kannada", "ಕನ್ನಡ"),
        ("en", "English", "English"),
        ("ml", "Malayalam", "മലയാളം"),
        ("bn", "Bengali", "বাংলা"),
        ("mr", "Marathi", "मराठी"),
        ("gu", "Gujarati", "ગુજરાતી"),
        ("pa", "Punjabi", "ਪੰਜਾਬੀ"),
        ("ur", "Urdu", "اردو"),
        ("ja", "Japanese", "日本語"),
        ("ko", "Korean", "한국어"),
        ("zh", "Chinese", "中文"),
        ("cn", "Cantonese", "粵語"),
        ("fr", "French", "Français"),
        ("de", "German", "Deutsch"),
        ("es", "Spanish", "Español"),
        ("pt", "Portuguese", "Português"),
        ("it", "Italian", "Italiano"),
        ("ru", "Russian", "Русский"),
        ("sv", "Swedish", "Svenska"),
        ("da", "Danish", "Dansk"),
        ("no", "Norwegian", "Norsk"),
        ("fi", "Finnish", "Suomi"),
        ("nl", "Dutch", "Nederlands"),
        ("pl", "Polish", "Polski"),
        ("cs", "Czech", "Čeština"),
        ("hu", "Hungarian", "Magyar"),
        ("ro", "Romanian", "Română"),
        ("el", "Greek", "Ελληνικά"),
        ("tr", "Turkish", "Türkçe"),
        ("ar", "Arabic", "العربية"),
        ("he", "Hebrew", "עברית"),
        ("fa", "Persian", "فارسی"),
        ("th", "Thai", "ไทย"),
        ("id", "Indonesian", "Bahasa Indonesia"),
        ("vi", "Vietnamese", "Tiếng Việt"),
        ("is", "Icelandic", "Íslenska"),
        ("sa", "Sanskrit", "संस्कृतम्"),
        ("xx", "No language", "—"),
    )
}


def language_name(code: str) -> str:
    """What the reader's language calls a language, or the code itself where it is not in the list."""
    language = LANGUAGES.get(code)
    if language is None:
        return code
    return gettext("No language") if code == "xx" else named_language(code) or language.name


def english_name(code: str) -> str:
    """The English name of a language, whoever reads; the code itself where it is not in the list."""
    language = LANGUAGES.get(code)
    return language.name if language else code


def own_name(code: str) -> str:
    """A language's name in itself where there is a face for it, else what the reader's language calls it."""
    language = LANGUAGES.get(code)
    return language.endonym if language and language.has_face else language_name(code)


def endonym(code: str) -> str:
    """A language's name in itself."""
    language = LANGUAGES.get(code)
    return language.endonym if language else code
