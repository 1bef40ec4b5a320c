"""Titles like another, each with the reason.

Two titles are alike by what they share: who made them, who plays in them, their keywords and genres. What few titles
have says more than what many have, so each shared thing counts its kind's weight times log(N / titles that have it),
the inverse document frequency of text retrieval (Spärck Jones, 1972).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from catalog.enums import CreditRole
from catalog.exceptions import TitleNotFoundError
from catalog.models import Credit, Keyword, Person, Title
from catalog.search.filters import TitleFilters
from catalog.selectors.cards import TitleCard, cards_by_id, genre_tags
from catalog.selectors.discovery import count_titles, titles_by
from moviesite.common.vocabulary import language_name

MAKERS = frozenset({CreditRole.DIRECTOR, CreditRole.CREATOR})
_ROLE_WEIGHT = {
    CreditRole.DIRECTOR: 1.6,
    CreditRole.CREATOR: 1.6,
    CreditRole.ACTOR: 0.9,
    CreditRole.WRITER: 0.7,
    CreditRole.COMPOSER: 0.5,
}
_KEYWORD_WEIGHT, _GENRE_WEIGHT, _LANGUAGE_BONUS, _YEARS_BONUS, _YEARS_APART = 1.0, 0.8, 0.8, 0.6, 15.0
_KIND_PENALTY = 1.5
MOST_LINKS = 5000
SHORT_LIST = 200


@dataclass(frozen=True, slots=True)
class SimilarTitle:
    """A title and why it is shown, in the reader's language."""

    card: TitleCard
    score: float
    reason: str


@dataclass(slots=True)
class _Shared:
    score: float = 0.0
    makers: list[int] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    keywords: list[int] = field(default_factory=list)
    genres: list[int] = field(default_factory=list)


def similar_titles(title_id: int, limit: int = 12) -> list[SimilarTitle]:
    """Most alike first; TitleNotFoundError unless the title is published. A lone title gets its genre's best."""
    own = cards_by_id([title_id]).get(title_id)
    if own is None:
        raise TitleNotFoundError
    total = max(2, count_titles())
    shared = _by_people(title_id, total)
    _add_keywords(shared, title_id, total)
    if len(shared) < limit:
        _add_neighbours(shared, own, limit)
    shared.pop(title_id, None)
    nearest = sorted(shared, key=lambda pk: (-shared[pk].score, pk))[:SHORT_LIST]
    cards = cards_by_id(nearest)
    _add_genres({pk: shared[pk] for pk in cards}, own, cards)
    ranked = sorted(cards.values(), key=lambda card: (-shared[card.id].score, card.id))[:limit]
    words = _Words(shared[card.id] for card in ranked)
    return [SimilarTitle(card, round(shared[card.id].score, 3), words.reason(shared[card.id], card)) for card in ranked]


def _by_people(title_id: int, total: int) -> dict[int, _Shared]:
    roles: dict[int, float] = {}
    makers: set[int] = set()
    for person_id, role in (
        Credit.objects.filter(title_id=title_id).order_by("position").values_list("person_id", "role")
    ):
        roles[person_id] = max(roles.get(person_id, 0.0), _ROLE_WEIGHT[CreditRole(role)])
        if role in MAKERS:
            makers.add(person_id)
    links = Credit.objects.filter(person_id__in=roles).order_by("id").values_list("title_id", "person_id", "role")
    parts: dict[int, dict[int, float]] = defaultdict(dict)
    made: set[tuple[int, int]] = set()
    for other, person_id, role in links[:MOST_LINKS]:
        weight = min(roles[person_id], _ROLE_WEIGHT[CreditRole(role)])
        parts[other][person_id] = max(parts[other].get(person_id, 0.0), weight)
        if role in MAKERS and person_id in makers:
            made.add((other, person_id))
    have = Counter(person_id for people in parts.values() for person_id in people)
    shared: dict[int, _Shared] = defaultdict(_Shared)
    for other, people in parts.items():
        for person_id, weight in people.items():
            shared[other].score += weight * math.log(total / min(have[person_id], total - 1))
            (shared[other].makers if (other, person_id) in made else shared[other].people).append(person_id)
    return shared


def _add_keywords(shared: dict[int, _Shared], title_id: int, total: int) -> None:
    through = Title.keywords.through.objects
    own = list(through.filter(title_id=title_id).values_list("keyword_id", flat=True))
    links = list(through.filter(keyword_id__in=own).order_by("id").values_list("title_id", "keyword_id")[:MOST_LINKS])
    have = Counter(keyword_id for _title, keyword_id in links)
    for other, keyword_id in links:
        shared[other].score += _KEYWORD_WEIGHT * math.log(total / min(have[keyword_id], total - 1))
        shared[other].keywords.append(keyword_id)
    for item in shared.values():
        item.keywords.sort(key=lambda pk: (have[pk], pk))


def _add_neighbours(shared: dict[int, _Shared], own: TitleCard, limit: int) -> None:
    """Where people and keywords tell too little: the best of the first genre, of the same language first."""
    genres = tuple(genre.slug for genre in own.genres[:1])
    languages = (own.language,) if own.language else ()
    for filters in (TitleFilters(genres=genres, languages=languages), TitleFilters(genres=genres)):
        for pk in titles_by("best", filters).values_list("pk", flat=True)[: 2 * limit]:
            shared.setdefault(pk, _Shared())


def _add_genres(shared: Mapping[int, _Shared], own: TitleCard, cards: Mapping[int, TitleCard]) -> None:
    ids = {tag.slug: pk for pk, tag in genre_tags().items()}
    genres = {tag.slug for tag in own.genres}
    for pk, item in shared.items():
        card = cards[pk]
        common = [tag.slug for tag in card.genres if tag.slug in genres]
        union = len(genres | {tag.slug for tag in card.genres}) or 1
        item.genres = [ids[slug] for slug in common]
        item.score += _GENRE_WEIGHT * 3 * len(common) / union
        item.score += _LANGUAGE_BONUS * (bool(card.language) and card.language == own.language)
        if card.year and own.year:
            item.score += _YEARS_BONUS * math.exp(-abs(card.year - own.year) / _YEARS_APART)
        item.score -= _KIND_PENALTY * ((card.kind, card.is_anime) != (own.kind, own.is_anime))
        item.score += 0.15 * (card.average or 0)


class _Words:
    """Names of what titles share, read once for all reasons."""

    def __init__(self, shared: Iterable[_Shared]) -> None:
        items = list(shared)
        people = {pk for item in items for pk in (*item.makers[:2], *item.people[:2])}
        keywords = {pk for item in items for pk in item.keywords[:3]}
        self.people = dict(Person.objects.filter(pk__in=people).order_by().values_list("pk", "name"))
        self.keywords = dict(Keyword.objects.filter(pk__in=keywords).order_by().values_list("pk", "name"))
        self.genres = {pk: tag.name for pk, tag in genre_tags().items()}

    def reason(self, item: _Shared, card: TitleCard) -> str:
        """One line: the maker, else shared people and keywords, else genres and language."""
        keywords = ", ".join(self.keywords[pk] for pk in item.keywords[:3])
        if item.makers:
            return _("Also by %(people)s") % {"people": self._names(item.makers)}
        if item.people and keywords:
            return _("Shares %(people)s and %(words)s") % {"people": self._names(item.people), "words": keywords}
        if item.people or keywords:
            return _("Shares %(what)s") % {"what": self._names(item.people) or keywords}
        genres = ", ".join(self.genres[pk] for pk in item.genres[:2]).lower()
        language = language_name(card.language)
        if genres and language:
            return _("Also %(genres)s in %(language)s") % {"genres": genres, "language": language}
        return _("Also %(genres)s") % {"genres": genres} if genres else _("Among the best rated")

    def _names(self, people: list[int]) -> str:
        return ", ".join(self.people[pk] for pk in people[:2])
