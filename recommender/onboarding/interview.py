"""The interview: which title to ask a newcomer about next, given what they have answered.

A newcomer is taken to answer like one of the members (a particle of the posterior over tastes). Each answer makes some
of them more likely, by Bayes. The next title is the one with the largest

    I(answer; taste | answers so far) * P(liked | answers so far),

the information that its answer is expected to bring about the taste (Lindley, "On a measure of the information provided
by an experiment", Ann. Math. Stat. 1956), times the chance that it is liked: a liked title is what the models of taste
learn most from, and one that is pleasant to be asked about.

Source of the idea to learn about newcomers from what they are asked to rate: Rashid et al., "Getting to know you"
(IUI 2002); of questions that adapt: Golbandi et al., "Adaptive bootstrapping of recommender systems" (WSDM 2011); of
information of several questions asked at once: Kirsch et al., "BatchBALD" (NeurIPS 2019).
"""

from collections.abc import Collection, Mapping, Sequence
from enum import IntEnum
from typing import Any, ClassVar, Self

import numpy as np

from recommender.algorithms.base import StateError, take
from recommender.dataset import BoolArray, FloatArray, IntArray, Interactions
from recommender.dataset.types import AnyArray, DoubleArray
from recommender.onboarding.config import InterviewConfig
from recommender.onboarding.tastes import answer_chances, titles_to_ask

KINDS = 3
Answers = Mapping[int, "Answer"]


class Answer(IntEnum):
    """What a newcomer says of a title; the first three are the last axis of the table of chances."""

    LIKED = 0
    NOT_LIKED = 1
    NOT_SEEN = 2
    NOT_FOR_ME = 3  # not liked, or not seen and not wanted


class Interview:
    """Titles that may be asked about, by external id, and how likely members of each taste give which answer."""

    name: ClassVar[str] = "interview"
    config_class: ClassVar[type[Any]] = InterviewConfig

    def __init__(self, config: InterviewConfig, titles: IntArray, chances: FloatArray) -> None:
        """titles: int64[titles]; chances: float32[members, titles, 3], summing to 1 over the last axis."""
        self.config = config
        self.titles = titles
        self._chances = np.ascontiguousarray(chances)
        self._logs = np.log(self._chances)
        self._noise = _entropy(self._chances)
        self._column = {int(title): place for place, title in enumerate(titles)}

    @classmethod
    def fit(cls, interactions: Interactions, config: InterviewConfig | None = None) -> Self:
        """Learn from all ratings; without ratings enough there are no titles to ask about."""
        config = config or InterviewConfig()
        items = titles_to_ask(interactions, config)
        return cls(config, interactions.items.to_external(items), answer_chances(interactions, items, config))

    @property
    def n_members(self) -> int:
        """How many members stand for all tastes."""
        return int(self._chances.shape[0])

    def posterior(self, answers: Answers) -> DoubleArray:
        """float64[members], summing to 1: how likely it is each of them whom the answers come from.

        Answers about titles that are never asked about say nothing here.
        """
        logs = np.zeros(self.n_members)
        for title, answer in answers.items():
            column = self._column.get(title)
            if column is None:
                continue
            if answer is Answer.NOT_FOR_ME:
                logs += np.log1p(-self._chances[:, column, Answer.LIKED].astype(np.float64))
            else:
                logs += self._logs[:, column, answer]
        weights = np.exp(logs - logs.max(initial=-np.inf))
        return np.asarray(weights / weights.sum())

    def next_titles(
        self,
        answers: Answers,
        n: int,
        pools: Sequence[Collection[int]] | None = None,
        beside: Collection[int] = (),
    ) -> list[int]:
        """Up to n external ids to ask about next, best first, never one that was answered or is `beside`.

        Each is chosen for what it adds to the answers that those before it, and the open questions in `beside`, may
        get: two titles that would say the same are not asked together. `pools` are sets of titles that take turns,
        such as one for each language; a title in none of them is not asked about.
        """
        if not self.n_members or n < 1:
            return []
        courses = self.posterior(answers).astype(np.float32)[None, :]
        open_ = np.array([int(title) not in answers for title in self.titles], dtype=np.bool_)
        for title in beside:
            if (column := self._column.get(title)) is not None:
                courses, open_[column] = self._after(courses, column), False
        turns = [open_] if pools is None else [open_ & self._mask(pool) for pool in pools]
        chosen: list[int] = []
        while len(chosen) < n and (turns := [turn for turn in turns if turn.any()]):
            column = int(np.where(turns[0], self._worth(courses), -np.inf).argmax())
            chosen.append(int(self.titles[column]))
            courses = self._after(courses, column) if len(chosen) < n else courses
            for turn in turns:
                turn[column] = False
            turns.append(turns.pop(0))
        return chosen

    def state(self) -> dict[str, AnyArray]:
        """Everything learnt, as plain arrays."""
        return {"titles": self.titles, "chances": self._chances}

    @classmethod
    def from_state(cls, config: InterviewConfig, arrays: Mapping[str, AnyArray]) -> Self:
        """Rebuild from `state`; StateError when the arrays do not fit together or are no probabilities."""
        titles, chances = take(arrays, "titles", "int64", 1), take(arrays, "chances", "float32", 3)
        if chances.shape[1:] != (titles.size, KINDS):
            raise StateError(f"chances {chances.shape} do not fit {titles.size} titles and {KINDS} answers")
        if np.unique(titles).size != titles.size:
            raise StateError("a title may be asked about only once")
        if not (np.all(chances > 0) and np.allclose(chances.sum(axis=-1), 1.0, atol=1e-3)):
            raise StateError("chances must be positive and sum to 1")
        return cls(config, titles, chances)

    def _mask(self, pool: Collection[int]) -> BoolArray:
        return np.isin(self.titles, np.fromiter(pool, dtype=np.int64, count=len(pool)))

    def _worth(self, courses: FloatArray) -> FloatArray:
        """float32[titles] of information times chance of being liked; courses: [courses, members], joint weights."""
        joint = (courses @ self._chances.reshape(self.n_members, -1)).reshape(len(courses), -1, KINDS)
        mass = courses.sum(axis=1)
        total = mass.sum()
        of_answers = (mass / total) @ _entropy(joint / mass[:, None, None])
        information = of_answers - (courses.sum(axis=0) / total) @ self._noise
        return np.asarray(information * joint[..., Answer.LIKED].sum(axis=0) / total)

    def _after(self, courses: FloatArray, column: int) -> FloatArray:
        """The courses with each answer to one more title, the likeliest `branches` of them."""
        more = (courses[:, None, :] * self._chances[:, column, :].T).reshape(-1, self.n_members)
        likeliest = np.argsort(-more.sum(axis=1), kind="stable")[: self.config.branches]
        return np.asarray(more[likeliest])


def _entropy(chances: FloatArray) -> FloatArray:
    """In nats, over the last axis."""
    return np.asarray(-(chances * np.log(np.maximum(chances, 1e-9))).sum(axis=-1))
