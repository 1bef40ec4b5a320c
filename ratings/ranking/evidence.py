"""What a member's answers say about pairs of titles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How a duel ended. A skip says nothing about the two."""

    LEFT = "left"
    RIGHT = "right"
    TIE = "tie"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answered duel of two titles, by id. `subject` was looking for its place; None for a re-check."""

    left: int
    right: int
    outcome: Outcome
    subject: int | None

    @property
    def pair(self) -> frozenset[int]:
        """Both, whichever stood where."""
        return frozenset((self.left, self.right))

    @property
    def winner(self) -> int | None:
        """The one that was preferred."""
        if self.outcome is Outcome.LEFT:
            return self.left
        return self.right if self.outcome is Outcome.RIGHT else None

    @property
    def loser(self) -> int | None:
        """The other one, where one was preferred."""
        if self.outcome is Outcome.LEFT:
            return self.right
        return self.left if self.outcome is Outcome.RIGHT else None


@dataclass(slots=True)
class Verdict:
    """All answers about a pair, seen from one side: wins less losses, ties, skips.

    One win and one loss cancel: the pair is as if never asked, and a third answer decides.
    """

    net: int = 0
    ties: int = 0
    skips: int = 0

    @property
    def is_decided(self) -> bool:
        """Whether the answers say anything."""
        return self.net != 0 or self.ties > 0

    @property
    def is_tie(self) -> bool:
        """Whether they say that there is nothing between the two."""
        return self.net == 0 and self.ties > 0


Verdicts = Mapping[int, Verdict]


class Evidence:
    """Verdicts by title and opponent, for the titles `of` interest."""

    def __init__(self, answers: Iterable[Answer], *, of: Collection[int]) -> None:
        wanted = frozenset(of)
        self._of: dict[int, dict[int, Verdict]] = defaultdict(lambda: defaultdict(Verdict))
        for answer in answers:
            for one, other in ((answer.left, answer.right), (answer.right, answer.left)):
                if one not in wanted:
                    continue
                verdict = self._of[one][other]
                verdict.ties += answer.outcome is Outcome.TIE
                verdict.skips += answer.outcome is Outcome.SKIP
                if answer.winner is not None:
                    verdict.net += 1 if answer.winner == one else -1

    def about(self, title_id: int) -> Verdicts:
        """What is known of a title, {opponent: verdict}."""
        return self._of.get(title_id, {})

    def has_decided(self, title_id: int) -> bool:
        """Whether anything is known of it."""
        return any(verdict.is_decided for verdict in self.about(title_id).values())
