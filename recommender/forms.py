"""What a member may ask of the picks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise, lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from moviesite.common.vocabulary import HOME_LANGUAGES, LANGUAGES
from recommender.rerank.moods import MOODS, mood_name
from recommender.rerank.occasions import BINGE, EVENING_LONG, OCCASIONS, SHORT_EVENING, WEEKEND
from recommender.serving.context import DEFAULT_ADVENTURE, MAX_LIMIT

PAGE = 24


def _mood_label(mood: str) -> str:
    """The word in the language of the page."""
    return mood_name(mood, get_language() or "en")


MOOD_LABELS: Mapping[str, Promise | str] = {mood: lazy(_mood_label, str)(mood) for mood in MOODS}


@dataclass(frozen=True, slots=True)
class OccasionWords:
    """What an occasion is called, what suits it, and why it suits the hour."""

    name: Promise | str
    holds: Promise | str
    fits: Promise | str


OCCASION_WORDS: Mapping[str, OccasionWords] = {
    SHORT_EVENING: OccasionWords(
        _("Short evening"), _("films that are over in 1 h 40"), _("a film that ends before it is late.")
    ),
    EVENING_LONG: OccasionWords(_("An evening"), _("films of 1 h 20 to 2 h 30"), _("there is time for a whole film.")),
    WEEKEND: OccasionWords(_("Weekend"), _("films of 2 h 20 and more"), _("there is time for a long one.")),
    BINGE: OccasionWords(
        _("Binge-worthy"), _("series in episodes of an hour at most"), _("one more episode does no harm.")
    ),
}
OLD_TIMES = {"short": SHORT_EVENING, "evening": EVENING_LONG}  # what `time` said before there were occasions
MOST_GENRES = 20
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
    genres: tuple[str, ...] = ()
    mood: str = ""
    occasion: str = ""
    mine: bool = False
    adventure: int = round(DEFAULT_ADVENTURE * 100)
    limit: int = PAGE

    @classmethod
    def read(cls, data: QueryDict, *, known_genres: Collection[str] = (), has_services: bool = False) -> Tuning:
        """From the address of the page; only who uses services can keep to them."""
        occasion = data.get("occasion") or OLD_TIMES.get(data.get("time", ""), "")
        genres = dict.fromkeys(slug for slug in data.getlist("genre") if slug in known_genres)
        return cls(
            languages=tuple(dict.fromkeys(code for code in data.getlist("language") if code in LANGUAGES)),
            mood=data.get("mood", "") if data.get("mood") in MOODS else "",
            genres=tuple(genres)[:MOST_GENRES],
            occasion=occasion if occasion in OCCASIONS else "",
            mine=has_services and data.get("mine") == "1",
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
        return bool(self.languages or self.genres or self.mood or self.occasion or self.mine)

    @property
    def mood_list(self) -> tuple[str]:
        """The mood as the chips take it: "" is any."""
        return (self.mood,)

    @property
    def occasion_list(self) -> tuple[str]:
        """The occasion as the chips take it: "" is any."""
        return (self.occasion,)

    @property
    def words(self) -> Promise | str:
        """The dial's place in words."""
        return ADVENTURE_WORDS[min(len(ADVENTURE_WORDS) - 1, self.adventure * len(ADVENTURE_WORDS) // 100)]

    def wishes(self) -> dict[str, Any]:
        """What picks and rails have in common, as `get_recommendations` and `get_rails` take it."""
        return {
            "languages": self.languages,
            "genres": self.genres,
            "mood": self.mood,
            "adventure": self.adventure / 100,
        }

    def arguments(self) -> dict[str, Any]:
        """As `get_recommendations` takes them."""
        return {**self.wishes(), "occasion": self.occasion, "limit": self.limit}

    def options(self, own_languages: list[str], genres: Sequence[tuple[str, str]]) -> dict[str, Any]:
        """What the chips offer: the home languages, the member's own, all `genres` (slug and name) and so on."""
        codes = dict.fromkeys([*HOME_LANGUAGES, *own_languages, *self.languages])
        return {
            "languages": [
                {"value": code, "label": LANGUAGES[code].own_name, "lang": code} for code in codes if code in LANGUAGES
            ],
            "moods": [{"value": "", "label": _("Any mood")}, *_options(MOOD_LABELS)],
            "genres": _options(dict(genres)),
            "occasions": [
                {"value": "", "label": _("Any time")},
                *_options({key: words.name for key, words in OCCASION_WORDS.items()}),
            ],
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
