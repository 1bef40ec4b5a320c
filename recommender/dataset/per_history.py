"""What was worked out for a history and is needed again."""

from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from recommender.dataset.history import History

ValueT = TypeVar("ValueT")


class PerHistory(Generic[ValueT]):
    """Values by history, each kept as long as somebody holds the history, which never changes.

    So what scoring brought to light need not be worked out again for explaining.
    """

    def __init__(self) -> None:
        self._kept: WeakKeyDictionary[History, ValueT] = WeakKeyDictionary()

    def keep(self, history: History, value: ValueT) -> ValueT:
        """Remember a value, and answer it."""
        self._kept[history] = value
        return value

    def of(self, history: History, make: Callable[[], ValueT]) -> ValueT:
        """What was kept, else what ``make`` answers, which is kept from now on."""
        value = self._kept.get(history)
        return self.keep(history, make()) if value is None else value
