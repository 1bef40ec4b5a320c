"""Members who answer duels: by a true order, in memory or through the services."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from accounts.models import User
from ratings.ranking.evidence import Answer, Outcome
from ratings.ranking.questions import Question, State, contradicting, next_step
from ratings.selectors.ranking import next_duel
from ratings.services.ranking import answer_question

Judge = Callable[[Question, int], Outcome]


def by_order(best_first: Sequence[int]) -> Judge:
    """Answers as a true order says."""
    place = {title_id: index for index, title_id in enumerate(best_first)}
    return lambda question, turn: Outcome.LEFT if place[question.left] < place[question.right] else Outcome.RIGHT


@dataclass
class Game:
    """A ranking played to its end: the order, and how many duels of each sort it took."""

    order: list[int]
    insertions: int = 0
    rechecks: int = 0
    answers: list[Answer] = field(default_factory=list)


def play(stars: Mapping[int, float], judge: Judge, *, limit: int = 10_000) -> Game:
    """Rank titles {id: stars} from nothing; the judge is given the question and how many were answered before."""
    game, waiting = Game([]), list(stars)
    for turn in range(limit):
        step = next_step(State(game.order, waiting, stars, game.answers))
        game.order = list(step.order)
        waiting = [title_id for title_id in waiting if title_id not in step.placed]
        if step.question is None:
            return game
        question = step.question
        answer = Answer(question.left, question.right, judge(question, turn), question.subject)
        game.answers.append(answer)
        game.insertions += question.subject is not None
        game.rechecks += question.subject is None
        taken = contradicting(game.order, answer)
        game.order = [title_id for title_id in game.order if title_id not in taken]
        waiting = [*taken, *waiting]
    raise AssertionError("the ranking never ends")


def rank_all(member: User, best_first: Sequence[int]) -> int:
    """Answer a member's duels by a true order until none is left; returns how many there were."""
    place = {title_id: index for index, title_id in enumerate(best_first)}
    for count in range(10_000):
        duel = next_duel(member)
        if duel.left is None or duel.right is None:
            return count
        outcome = Outcome.LEFT if place[duel.left.id] < place[duel.right.id] else Outcome.RIGHT
        answer_question(member=member, question=duel.question, outcome=outcome)
    raise AssertionError("the ranking never ends")
