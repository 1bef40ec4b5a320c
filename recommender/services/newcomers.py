"""What a newcomer is asked about next.

The interview chooses among the titles it knows; where there is none, or it has nothing left to ask in the languages of
the member, widely rated titles take its place.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from accounts.models import User
from accounts.selectors import profile_of
from catalog.models import Title
from catalog.selectors.cards import TitleCard, cards_by_id
from ratings.selectors import rating_history
from recommender.enums import DismissalKind
from recommender.models import Dismissal
from recommender.onboarding.config import InterviewConfig
from recommender.onboarding.interview import Answer, Interview
from recommender.registry.interviews import interviews
from recommender.selectors import welcome_titles

QUESTIONS = 10  # answers after which the picks are worth a look; who wants goes on
TABLE = 6  # titles in front of a newcomer at any time

LIKED = InterviewConfig.liked


@dataclass(frozen=True, slots=True)
class Round:
    """Titles to ask about now, and how many were answered: rated, not wanted, or not seen."""

    cards: tuple[TitleCard, ...]
    answered: int
    rated: int


def next_round(*, member: User, unseen: Collection[int] = (), table: Sequence[int] = ()) -> Round:
    """What to ask a member now. `unseen` are titles they said they have not seen.

    Of the titles on the `table`, those not answered stay in their places; the others are replaced there by what is
    best asked next. Titles for adults, and those in languages the member muted, are never asked about.
    """
    profile = profile_of(member)
    rated = dict(rating_history(member).values_list("title_id", "value"))
    sent_away = dict(Dismissal.objects.filter(user=member).values_list("title_id", "kind"))
    found = interviews.active()
    interview = found[1] if found is not None else None
    closed = {*rated, *sent_away, *unseen}
    kept = [title_id for title_id in dict.fromkeys(table) if title_id not in closed][:TABLE]
    shown = _askable(kept, profile.muted_languages)
    kept = [title_id for title_id in kept if title_id in shown]
    fresh = _fresh(
        interview,
        _answers(rated, sent_away, unseen),
        TABLE - len(kept),
        languages=profile.content_languages,
        muted=profile.muted_languages,
        beside=shown,
        closed=closed | set(kept),
    )
    places = _in_place(table, kept, fresh)
    cards = cards_by_id(places)
    unwanted = sum(kind == DismissalKind.NOT_INTERESTED for kind in sent_away.values())
    return Round(
        cards=tuple(cards[title_id] for title_id in places if title_id in cards),
        answered=len(rated) + unwanted + len(set(unseen) - {*rated, *sent_away}),
        rated=len(rated),
    )


def _answers(rated: dict[int, float], sent_away: dict[int, str], unseen: Collection[int]) -> dict[int, Answer]:
    """What the interview may go by; what was sent away as seen does not say how it was liked."""
    answers = dict.fromkeys(unseen, Answer.NOT_SEEN)
    for title_id, kind in sent_away.items():
        if kind == DismissalKind.NOT_INTERESTED:
            answers[title_id] = Answer.NOT_FOR_ME
    for title_id, value in rated.items():
        answers[title_id] = Answer.LIKED if value >= LIKED else Answer.NOT_LIKED
    return answers


def _askable(title_ids: Collection[int], muted: Collection[str]) -> dict[int, str]:
    """Language by id, of those that may be asked about."""
    titles = Title.objects.published().without_adult().filter(pk__in=list(title_ids)).exclude(language__in=list(muted))
    return dict(titles.order_by().values_list("pk", "language"))


def _fresh(
    interview: Interview | None,
    answers: dict[int, Answer],
    n: int,
    *,
    languages: Sequence[str],
    muted: Collection[str],
    beside: dict[int, str],
    closed: set[int],
) -> list[int]:
    """Up to n titles that are not closed: in the wanted languages, which take turns, then in any."""
    known = _askable([int(pk) for pk in interview.titles], muted) if interview is not None and n > 0 else {}
    chosen: list[int] = []
    for wanted in ([*languages], []) if languages else ([],):
        if interview is not None and len(chosen) < n:
            pools = _pools(wanted, known, [*beside.values(), *(known[pk] for pk in chosen)], {*closed, *chosen})
            chosen += interview.next_titles(answers, n - len(chosen), pools, [*beside, *chosen])
        if len(chosen) < n:
            famous = welcome_titles(
                languages=wanted, exclude={*closed, *chosen}, limit=n - len(chosen), muted=list(muted)
            )
            chosen += [card.id for card in famous]
            known |= {card.id: card.language for card in famous}
    return chosen


def _pools(
    languages: Sequence[str], known: dict[int, str], shown: Sequence[str], closed: Collection[int]
) -> list[list[int]]:
    """Titles by language, those first of which there is least on the table; all together where none is wanted."""
    free = {pk: language for pk, language in known.items() if pk not in closed}
    if not languages:
        return [list(free)]
    turns = sorted(dict.fromkeys(languages), key=shown.count)
    return [[pk for pk, language in free.items() if language == wanted] for wanted in turns]


def _in_place(table: Sequence[int], kept: Sequence[int], fresh: Sequence[int]) -> list[int]:
    """Titles that stay, where they were, and new ones in the places of those that go."""
    staying, coming = set(kept), iter(fresh)
    places = [title_id if title_id in staying else next(coming, None) for title_id in [*dict.fromkeys(table)][:TABLE]]
    return [*(title_id for title_id in places if title_id is not None), *coming]
