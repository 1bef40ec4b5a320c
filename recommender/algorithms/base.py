"""What every model promises.

All ids are dense (see ``recommender.dataset.IdMap``). A model scores a member from their history alone (fold-in), so
new members and new ratings need no retraining. A score of -inf means "no opinion": such a title is never recommended.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Generic, Self, TypeAlias, TypeVar

import numpy as np

from recommender.algorithms.config import Config
from recommender.algorithms.topk import topk
from recommender.dataset import FloatArray, History, IntArray, Interactions, input_weights
from recommender.dataset.types import AnyArray

ConfigT = TypeVar("ConfigT", bound=Config)
Progress: TypeAlias = Callable[[float, str], None]
NO_OPINION = np.float32(-np.inf)


class NotFittedError(RuntimeError):
    """The model was asked for scores before ``fit`` or ``from_state``."""


class StateError(ValueError):
    """Stored arrays do not describe a model of this kind."""


class MissingPackageError(RuntimeError):
    """Training needs an optional package that is not installed; the message says how to get it."""


class Recommender(ABC, Generic[ConfigT]):
    """A model: settings, ``fit``, scores, and a state of plain arrays.

    Class attributes say what it can do, so that callers choose by capability and not by name:

    personal: the scores depend on the history
    explains: ``contributions`` are the exact shares of a score, not zeros
    relates: ``similar`` knows neighbours of a title
    judges_unrated: titles that nobody rated have a score too, from what is known of them
    min_history: titles with a weight above 0 that a history needs before the scores are worth showing
    """

    name: ClassVar[str]
    config_class: ClassVar[type[Any]]
    personal: ClassVar[bool] = True
    explains: ClassVar[bool] = False
    relates: ClassVar[bool] = True
    judges_unrated: ClassVar[bool] = False
    min_history: ClassVar[int] = 1

    def __init__(self, config: ConfigT | None = None) -> None:
        if config is not None and not isinstance(config, self.config_class):
            raise TypeError(f"{type(self).__name__} takes a {self.config_class.__name__}, not {type(config).__name__}")
        self.config: ConfigT = self.config_class() if config is None else config
        self._n_items: int | None = None

    @property
    def n_items(self) -> int:
        """Length of a score vector; NotFittedError before fitting."""
        if self._n_items is None:
            raise NotFittedError(f"{type(self).__name__} has not been fitted")
        return self._n_items

    @abstractmethod
    def fit(self, interactions: Interactions, *, progress: Progress | None = None) -> Self:
        """Learn from all ratings and return self; ``progress`` hears the share done (0..1) and what is going on."""

    @abstractmethod
    def score(self, history: History) -> FloatArray:
        """float32[n_items] for one member, higher is better, -inf for no opinion; seen titles are scored too.

        All -inf when the model is personal and the history has nothing to go by. IndexError when the history has an
        item index of n_items or more.
        """

    @abstractmethod
    def state(self) -> dict[str, AnyArray]:
        """Everything learnt, as plain numeric arrays under names fit for file names."""

    @classmethod
    @abstractmethod
    def from_state(cls, config: ConfigT, arrays: Mapping[str, AnyArray]) -> Self:
        """Rebuild from ``state``; arrays may be read-only memory maps. StateError when they do not fit together."""

    def score_batch(self, histories: Sequence[History]) -> FloatArray:
        """float32[len(histories), n_items]; the same figures as ``score``, up to rounding."""
        scores = np.empty((len(histories), self.n_items), dtype=np.float32)
        for row, history in enumerate(histories):
            scores[row] = self.score(history)
        return scores

    def recommend(self, history: History, n: int, exclude: IntArray | None = None) -> tuple[IntArray, FloatArray]:
        """The best n titles and their scores; by default without those of the history."""
        return topk(self.score(history), n, history.items if exclude is None else exclude)

    def similar(self, item: int, n: int) -> tuple[IntArray, FloatArray]:
        """Up to n nearest titles, best first, never the title itself; empty if the model cannot tell."""
        self._check_item(item)
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)

    def contributions(self, history: History, item: int) -> FloatArray:
        """What each title of the history adds to the score of ``item``: float32 aligned with ``history.items``."""
        self._check_item(item)
        self._check_history(history)
        return np.zeros(len(history), dtype=np.float32)

    def shares_of(self, history: History, items: IntArray) -> FloatArray:
        """``contributions`` to several titles at once: float32[len(history), len(items)]."""
        self._check_history(history)
        columns = [self.contributions(history, int(item)) for item in items]
        return np.stack(columns, axis=1) if columns else np.zeros((len(history), 0), dtype=np.float32)

    def shares_on_scale(self, history: History, items: IntArray, other: History) -> FloatArray:
        """``shares_of`` in the units in which ``other`` is scored: what the titles would add if they were in it.

        The same for models whose scores of all histories are of one scale; those that divide by a spread override it.
        """
        self._check_history(other)
        return self.shares_of(history, items)

    def vote_shares(self, history: History, items: IntArray) -> FloatArray:
        """What the votes of the history add to the scores of ``items``, aligned with them; 0 if the model reads none.

        A score is the sum of ``contributions`` and this, where the model ``explains``.
        """
        self._check_history(history)
        return np.zeros(items.size, dtype=np.float32)

    def is_grounded(self, history: History) -> bool:
        """Whether the history says anything that the scores would rest on; without it they are everybody's."""
        self._check_history(history)
        return self.personal and bool(np.any(input_weights(history) > 0))

    def _no_opinion(self) -> FloatArray:
        return np.full(self.n_items, NO_OPINION, dtype=np.float32)

    def _check_item(self, item: int) -> None:
        if not 0 <= item < self.n_items:
            raise IndexError(f"item {item} is outside 0..{self.n_items - 1}")

    def _check_history(self, history: History) -> None:
        n_items = self.n_items
        if len(history) and int(history.items.max()) >= n_items:
            raise IndexError(f"the history has an item outside 0..{n_items - 1}")
        if len(history.votes) and history.votes.largest >= n_items:
            raise IndexError(f"a vote has an item outside 0..{n_items - 1}")


def report(progress: Progress | None, done: float, message: str) -> None:
    """Tell ``progress``, if anyone listens."""
    if progress is not None:
        progress(done, message)


def take(arrays: Mapping[str, AnyArray], name: str, kind: str, ndim: int) -> AnyArray:
    """One array of a state, checked; ``kind`` is a dtype name. StateError when missing or different."""
    if name not in arrays:
        raise StateError(f"{name} is missing")
    array = arrays[name]
    if array.dtype != np.dtype(kind) or array.ndim != ndim:
        raise StateError(f"{name} is {array.dtype} with {array.ndim} dimensions, expected {kind} with {ndim}")
    return array
