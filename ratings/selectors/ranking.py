"""Reads about a member's ranking. Each is a fixed number of queries, whatever the ranking's length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from accounts.models import User
from catalog.enums import TitleStatus
from catalog.selectors.cards import TitleCard, cards_by_id, with_own_ratings
from ratings.models import RankedTitle, Ranking, RankingAnswer, RankingConversion, Rating
from ratings.ranking.evidence import Answer, Outcome
from ratings.ranking.questions import Question, State, Step, next_step
from ratings.ranking.stars import matched_stars


@dataclass(frozen=True, slots=True)
class Held:
    """A member's ranking as it is stored: its row, the pure state, positions by title, and what was left out.

    `facts` has kind, language and year of every rated title.
    """

    ranking: Ranking | None
    state: State
    positions: dict[int, int]
    left_out: tuple[int, ...]
    facts: dict[int, tuple[str, str, int | None]]

    @property
    def version(self) -> int:
        """Of the ranking; 0 before the first answer."""
        return self.ranking.version if self.ranking else 0


@dataclass(frozen=True, slots=True)
class Duel:
    """What is asked next: two cards and the question's name; and how far the ranking has come.

    Without a question `left` and `right` are None: all is ranked, or there is too little to rank.
    """

    question: str
    left: TitleCard | None
    right: TitleCard | None
    is_recheck: bool
    ranked: int
    rated: int
    left_over: int
    can_undo: bool

    @property
    def percent(self) -> int:
        """How much of what was rated has its place."""
        return 100 * self.ranked // self.rated if self.rated else 0


@dataclass(frozen=True, slots=True)
class Place:
    """A ranked title: its rank from 1, the member's stars and what lists are narrowed by."""

    rank: int
    title_id: int
    stars: float
    kind: str
    language: str
    decade: int | None


@dataclass(frozen=True, slots=True)
class StarsChange:
    """A title whose stars would change if the ranking were turned into stars."""

    rank: int
    title_id: int
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class StarsPlan:
    """All that would change, best first, and how many ranked titles would keep their stars."""

    changes: tuple[StarsChange, ...]
    kept: int

    @property
    def key(self) -> str:
        """The same for the same plan, to tell whether a member has seen this very one."""
        told = ",".join(f"{change.title_id}:{change.before}:{change.after}" for change in self.changes)
        return sha256(told.encode()).hexdigest()[:32]


def held_ranking(member: User, ranking: Ranking | None = None) -> Held:
    """All there is to a member's ranking: at most four queries, three with the row at hand."""
    ranking = ranking or Ranking.objects.filter(user=member).first()
    rated = list(
        Rating.objects.filter(user=member, title__status=TitleStatus.PUBLISHED)
        .order_by("-updated_at", "-id")
        .values_list("title_id", "value", "created_at", "title__kind", "title__language", "title__year")
    )
    since = {title_id: made for title_id, _, made, *_ in rated}
    rows = _holding(ranking, since)
    positions = {title_id: position for title_id, position in rows if position is not None}
    left_out = tuple(title_id for title_id, position in rows if position is None)
    known = positions.keys() | set(left_out)
    state = State(
        order=tuple(positions),
        waiting=tuple(title_id for title_id, *_ in rated if title_id not in known),
        stars={title_id: value for title_id, value, *_ in rated},
        answers=_answers(ranking),
    )
    facts = {title_id: (kind, language, year) for title_id, _, _, kind, language, year in rated}
    return Held(ranking, state, positions, left_out, facts)


def settled_ranking(member: User, ranking: Ranking | None = None) -> Held:
    """The same with the titles in their places that need no duel, and wait for the next answer to be stored."""
    held = held_ranking(member, ranking)
    if not held.state.answers:
        return held
    step = next_step(held.state)
    waiting = [title_id for title_id in held.state.waiting if title_id not in step.placed]
    return replace(held, state=replace(held.state, order=step.order, waiting=waiting))


def _holding(ranking: Ranking | None, since: dict[int, datetime]) -> list[tuple[int, int | None]]:
    """(title, position) of the rows that are about a rating the member still has, best first."""
    rows = (
        RankedTitle.objects.filter(ranking=ranking).order_by("position", "id")
        if ranking
        else RankedTitle.objects.none()
    )
    return [
        (title_id, position)
        for title_id, position, placed_at in rows.values_list("title_id", "position", "placed_at")
        if title_id in since and since[title_id] <= placed_at
    ]


def _answers(ranking: Ranking | None) -> list[Answer]:
    if ranking is None:
        return []
    rows = RankingAnswer.objects.filter(ranking=ranking, undone_at=None).order_by("id")
    columns = rows.values_list("left_id", "right_id", "outcome", "subject_id")
    return [Answer(left, right, Outcome(outcome), subject) for left, right, outcome, subject in columns]


def question_name(version: int, question: Question) -> str:
    """The name of a question: the version of the ranking and the two titles, so an old one is never taken for new."""
    return f"{version}-{question.left}-{question.right}"


def next_duel(member: User) -> Duel:
    """What to ask next. Nothing is written: titles that need no duel are placed when an answer is."""
    held = held_ranking(member)
    return duel_of(held, next_step(held.state))


def duel_of(held: Held, step: Step) -> Duel:
    """A step with its cards."""
    question = step.question
    cards = cards_by_id([question.left, question.right]) if question else {}
    rated = len(held.state.order) + len(held.state.waiting)
    return Duel(
        question=question_name(held.version, question) if question else "",
        left=cards.get(question.left) if question else None,
        right=cards.get(question.right) if question else None,
        is_recheck=question is not None and question.subject is None,
        ranked=len(step.order) if held.state.answers else 0,
        rated=rated,
        left_over=step.left_over,
        can_undo=bool(held.state.answers),
    )


def places_of(held: Held) -> list[Place]:
    """The whole ranking, best first, without cards."""
    return [
        Place(rank, title_id, held.state.stars[title_id], kind, language, _decade(year))
        for rank, title_id in enumerate(held.state.order, start=1)
        for kind, language, year in [held.facts[title_id]]
    ]


def _decade(year: int | None) -> int | None:
    return year // 10 * 10 if year else None


def place_cards(places: Sequence[Place]) -> list[tuple[Place, TitleCard]]:
    """Places with their cards, the member's stars on them."""
    cards = cards_by_id([place.title_id for place in places])
    shown = with_own_ratings(cards.values(), {place.title_id: place.stars for place in places})
    by_id = {card.id: card for card in shown}
    return [(place, by_id[place.title_id]) for place in places if place.title_id in by_id]


def stars_plan(held: Held) -> StarsPlan:
    """What turning the ranking into stars would change."""
    order = held.state.order
    before = [held.state.stars[title_id] for title_id in order]
    changes = tuple(
        StarsChange(rank, title_id, old, new)
        for rank, (title_id, old, new) in enumerate(zip(order, before, matched_stars(before), strict=True), start=1)
        if old != new
    )
    return StarsPlan(changes, len(order) - len(changes))


def last_conversion(ranking: Ranking | None) -> RankingConversion | None:
    """The latest time the ranking was turned into stars, unless that was undone."""
    if ranking is None:
        return None
    last = RankingConversion.objects.filter(ranking=ranking).order_by("-id").first()
    return last if last is not None and last.undone_at is None else None


def narrowed(places: Sequence[Place], *, kind: str = "", language: str = "", decade: str = "") -> list[Place]:
    """Only places of titles of this kind, language and decade; "" stands for any. Ranks stay those of the whole."""
    return [
        place
        for place in places
        if (not kind or place.kind == kind)
        and (not language or place.language == language)
        and (not decade or str(place.decade) == decade)
    ]


def change_cards(changes: Sequence[StarsChange]) -> list[tuple[StarsChange, TitleCard]]:
    """Changes with the cards of their titles."""
    cards = cards_by_id([change.title_id for change in changes])
    return [(change, cards[change.title_id]) for change in changes if change.title_id in cards]
