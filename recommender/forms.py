"""What a member may ask of the picks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise, lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from moviesite.common.vocabulary import HOME_LANGUAGES, LANGUAGES
from recommender.rerank.moods import MOODS, mood_name
from recommender.serving.context import DEFAULT_ADVENTURE, MAX_LIMIT

PAGE = 24


def _mood_label(mood: str) -> str:
    """The word in the language of the page."""
    return mood_name(mood, get_language() or "en")


MOOD_LABELS: Mapping[str, Promise | str] = {mood: lazy(_mood_label, str)(mood) for mood in MOODS}
LENGTHS: Mapping[str, tuple[Promise | str, int | None]] = {
    "": (_("Any length"), None),
    "short": (_("Under 100 min"), 100),
    "evening": (_("Under 2 h 15"), 135),
}
ADVENTURE_WORDS = (
    _("what you are surest to love"),
    _("mostly what you love, one in five from further out"),
    _("half familiar, half new ground"),
    _("mostly new ground"),
    _("as far out as it goes"),
)


@dataclass(frozen=True, slots=True)
class Tuning:
    """Filters of the picks page. `adventure` is 0–100, `limit` how many picks; what was not understood is left out."""

    languages: tuple[str, ...] = ()
    mood: str = ""
    length: str = ""
    adventure: int = round(DEFAULT_ADVENTURE * 100)
    limit: int = PAGE

    @classmethod
    def read(cls, data: QueryDict) -> Tuning:
        """From the address of the page."""
        return cls(
            languages=tuple(dict.fromkeys(code for code in data.getlist("language") if code in LANGUAGES)),
            mood=data.get("mood", "") if data.get("mood") in MOODS else "",
            length=data.get("time", "") if data.get("time") in LENGTHS else "",
            adventure=_whole(data.get("adventure"), low=0, high=100, default=cls.adventure_default()),
            limit=_whole(data.get("limit"), low=PAGE, high=MAX_LIMIT, default=PAGE),
        )

    @staticmethod
    def adventure_default() -> int:
        """Where the dial stands at first."""
        return round(DEFAULT_ADVENTURE * 100)

    @property
    def is_narrow(self) -> bool:
        """Whether anything keeps titles out."""
        return bool(self.languages or self.mood or self.length)

    @property
    def mood_list(self) -> tuple[str]:
        """The mood as the chips take it: "" is any."""
        return (self.mood,)

    @property
    def length_list(self) -> tuple[str]:
        """The length as the chips take it: "" is any."""
        return (self.length,)

    @property
    def words(self) -> Promise | str:
        """The dial's place in words."""
        return ADVENTURE_WORDS[min(len(ADVENTURE_WORDS) - 1, self.adventure * len(ADVENTURE_WORDS) // 100)]

    def arguments(self) -> dict[str, Any]:
        """As `get_recommendations` takes them."""
        return {
            "languages": self.languages,
            "mood": self.mood,
            "max_runtime": LENGTHS[self.length][1],
            "adventure": self.adventure / 100,
            "limit": self.limit,
        }

    def options(self, own_languages: list[str]) -> dict[str, Any]:
        """What the chips offer: the home languages, the member's own, and whatever is chosen."""
        codes = dict.fromkeys([*HOME_LANGUAGES, *own_languages, *self.languages])
        return {
            "languages": [
                {"value": code, "label": LANGUAGES[code].own_name, "lang": code} for code in codes if code in LANGUAGES
            ],
            "moods": [{"value": "", "label": _("Any mood")}, *_options(MOOD_LABELS)],
            "lengths": [{"value": value, "label": label} for value, (label, _minutes) in LENGTHS.items()],
            "adventure_words": [str(words) for words in ADVENTURE_WORDS],
        }


def _options(names: Mapping[str, Promise | str]) -> list[dict[str, Any]]:
    return [{"value": value, "label": label} for value, label in names.items()]


def _whole(text: str | None, *, low: int, high: int, default: int) -> int:
    """A whole number within bounds; anything else means `default`."""
    if text is None or not (text.isascii() and text.isdigit() and len(text) <= 6):
        return default
    return min(max(int(text), low), high)


def read_ids(values: list[str], *, most: int) -> list[int]:
    """Title ids from an address, each once, in order; what is none is left out."""
    return list(dict.fromkeys(int(text) for text in values if text.isascii() and text.isdigit() and len(text) <= 18))[
        :most
    ]
