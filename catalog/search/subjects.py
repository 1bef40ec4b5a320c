"""What is searched and can be indexed anew. Titles belong to the catalog; apps above hand in what is theirs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

#: Told how many more items are done.
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Subject:
    """`index` and `rebuild` return how many items they found; a rebuild leaves no moment without results."""

    name: str
    count: Callable[[], int]
    index: Callable[[Sequence[int]], int]
    rebuild: Callable[[Progress], int]


_subjects: dict[str, Subject] = {}


def register_subject(subject: Subject) -> None:
    """Make something known; the last one of a name counts."""
    _subjects[subject.name] = subject


def get_subject(name: str) -> Subject:
    """The subject of this name; KeyError where no app has handed it in."""
    return _subjects[name]
