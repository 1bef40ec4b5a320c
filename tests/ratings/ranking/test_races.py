"""Several windows at once, in processes of their own, as in production."""

from __future__ import annotations

import pytest

from accounts.models import User
from moviesite.common.errors import ConflictError
from ratings.models import RankedTitle, Ranking, RankingAnswer, RankingConversion, Rating
from ratings.ranking.evidence import Outcome
from ratings.selectors.ranking import next_duel, settled_ranking
from ratings.services.ranking import answer_question, undo_answer
from ratings.services.ranking_stars import turn_into_stars
from ratings.services.rating import rate_title
from ratings.services.rebuild import rebuild_stats
from tests.factories import make_member, make_titles
from tests.processes import run_in_processes
from tests.ratings.ranking.rankers import rank_all

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def ranker(count: int = 6) -> User:
    """A member with some ratings."""
    member = make_member()
    for number, title in enumerate(make_titles(count)):
        rate_title(member=member, title_id=title.pk, value=1 + number % 5)
    return member


def answer(member_id: int, question: str, outcome: str) -> str:
    """What became of an answer."""
    try:
        answered = answer_question(member=User.objects.get(pk=member_id), question=question, outcome=Outcome(outcome))
    except ConflictError as error:
        return error.code
    return "created" if answered.created else "again"


def undo(member_id: int) -> str:
    """What became of taking back."""
    try:
        undo_answer(member=User.objects.get(pk=member_id))
    except ConflictError as error:
        return error.code
    return "undone"


def convert(member_id: int) -> int:
    """How many titles got other stars."""
    return len(turn_into_stars(member=User.objects.get(pk=member_id)).changes)


@pytest.mark.parametrize("begun", [False, True], ids=["first answer", "later answer"])
def test_one_question_answered_alike_twice_counts_once(begun: bool) -> None:
    member = ranker()
    if begun:
        answer(member.pk, next_duel(member).question, "left")
    question = next_duel(member).question
    results = run_in_processes(answer, [(member.pk, question, "left")] * 3)

    assert sorted(results) == ["again", "again", "created"]
    assert RankingAnswer.objects.count() == 1 + begun
    assert Ranking.objects.get().version == 1 + begun


def test_one_question_answered_differently_keeps_the_first() -> None:
    member = ranker()
    question = next_duel(member).question
    results = run_in_processes(answer, [(member.pk, question, outcome) for outcome in ("left", "right", "tie")])

    assert sorted(results) == ["created", "question_answered", "question_answered"]
    assert RankingAnswer.objects.count() == 1


def test_taking_back_at_once_takes_back_each_answer_once() -> None:
    member = ranker()
    for _ in range(2):
        answer(member.pk, next_duel(member).question, "left")
    results = run_in_processes(undo, [(member.pk,)] * 3)

    assert sorted(results) == ["nothing_to_undo", "undone", "undone"]
    assert not RankedTitle.objects.exists()


def test_stars_given_twice_at_once_are_given_once() -> None:
    member = ranker()
    rank_all(member, sorted(settled_ranking(member).state.stars))
    before = sorted(Rating.objects.values_list("value", flat=True))
    results = run_in_processes(convert, [(member.pk,)] * 2)

    assert sorted(results)[0] == 0
    assert sorted(results)[1] > 0
    assert RankingConversion.objects.count() == 1
    assert sorted(Rating.objects.values_list("value", flat=True)) == before
    rebuild_stats()
