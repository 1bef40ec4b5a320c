"""What a recommendation is asked for with, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.selectors.cards import TitleCard

DEFAULT_ADVENTURE = 0.2
MAX_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Context:
    """A request. Languages are ISO 639-1; `liked` are a visitor's favourites by title id; `max_runtime` is in minutes.

    `adventure` runs from 0, the most certain picks, to 1, the widest spread. `algorithm` names the model, "" the one
    that the site serves. `occasion` is one of `rerank.occasions`; `available` are the ids of titles that whoever
    asks can watch, None where that does not matter.
    """

    user_id: int | None = None
    limit: int = 20
    languages: frozenset[str] = frozenset()
    muted_languages: frozenset[str] = frozenset()
    genres: frozenset[str] = frozenset()
    show_adult: bool = False
    mood: str = ""
    adventure: float = DEFAULT_ADVENTURE
    max_runtime: int | None = None
    occasion: str = ""
    available: frozenset[int] | None = None
    liked: tuple[int, ...] = ()
    stated_languages: tuple[str, ...] = ()
    region: str = ""
    algorithm: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One of the member's own titles and its share (0–1) of a pick's score; `rating` is what they gave it."""

    title_id: int
    title: str
    url: str
    share: float
    rating: float | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """A recommended title with its evidence; shares need not sum to 1, the rest is spread over smaller causes."""

    card: TitleCard
    score: float
    because: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Slate:
    """The answer. `model` names what made it: a version, "batch" or "catalog"."""

    personalized: bool
    model: str
    results: tuple[Pick, ...]
