"""Models that are made of models: how their states are kept apart and their progress is joined."""

from collections.abc import Mapping
from typing import Any

from recommender.algorithms.base import Progress, Recommender, report
from recommender.dataset.types import AnyArray


def joined_state(members: Mapping[str, Recommender[Any]]) -> dict[str, AnyArray]:
    """All arrays of all members, under "member.array"."""
    return {f"{member}.{name}": array for member, model in members.items() for name, array in model.state().items()}


def member_state(arrays: Mapping[str, AnyArray], member: str) -> dict[str, AnyArray]:
    """One member's arrays under their own names; empty where it has none."""
    prefix = f"{member}."
    return {key.removeprefix(prefix): array for key, array in arrays.items() if key.startswith(prefix)}


def part_of(progress: Progress | None, start: float, stop: float, name: str) -> Progress:
    """The progress of one member, which takes the share from ``start`` to ``stop`` (0..1) of the whole."""
    return lambda done, message: report(progress, start + done * (stop - start), f"{name}: {message}")
