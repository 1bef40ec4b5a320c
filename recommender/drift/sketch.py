"""Distributions as JSON: small enough to be kept with a model, exact enough to be compared years later."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
BINS = 10
QUANTILES = 201
MOST_LABELS = 15
OTHER = "other"


class SketchError(ValueError):
    """Stored data is no sketch."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """A distribution of numbers.

    `edges` are the inner edges of at most ten bins that hold about as much each when the sketch was made; a value on an
    edge lies above it. `quantiles` are evenly spaced from the least to the largest value, both included.
    """

    n: int
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    quantiles: tuple[float, ...] = field(repr=False)

    @classmethod
    def of(cls, values: npt.ArrayLike, edges: tuple[float, ...] | None = None) -> "Numbers":
        """From values, in bins of their own or in given ones. NaN and infinities are left out."""
        found = np.asarray(values, dtype=np.float64).reshape(-1)
        found = found[np.isfinite(found)]
        if edges is None:
            edges = _edges(found)
        places = np.searchsorted(np.asarray(edges), found, side="right")
        counts = np.bincount(places, minlength=len(edges) + 1)
        levels = np.quantile(found, np.linspace(0, 1, QUANTILES), method="nearest") if found.size else np.zeros(0)
        return cls(
            int(found.size),
            edges,
            tuple(int(count) for count in counts),
            tuple(round(float(level), 6) for level in levels),
        )

    def shares_below(self, points: Floats) -> Floats:
        """The share of values up to and including each point, as the quantiles tell it."""
        held = np.asarray(self.quantiles)
        return np.searchsorted(held, points, side="right") / max(held.size, 1)

    @property
    def labels(self) -> list[str]:
        """The bins in words."""
        if not self.edges:
            return ["all"]
        ends = [f"{edge:.3g}" for edge in self.edges]
        between = [f"{low} to {high}" for low, high in pairwise(ends)]
        return [f"below {ends[0]}", *between, f"{ends[-1]} or more"]

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "kind": "numbers",
            "n": self.n,
            "edges": list(self.edges),
            "counts": list(self.counts),
            "quantiles": list(self.quantiles),
        }


def _edges(values: Floats) -> tuple[float, ...]:
    """Inner edges between quantiles; fewer than nine where values repeat."""
    if not values.size:
        return ()
    inner = np.unique(np.quantile(values, np.linspace(0, 1, BINS + 1)[1:-1], method="higher"))
    return tuple(round(float(edge), 6) for edge in inner if edge > values.min())


@dataclass(frozen=True, slots=True)
class Labels:
    """A distribution of names, the rare ones as `other`; `is_ordered` says that the order of the names has a sense."""

    n: int
    counts: Mapping[str, int]
    is_ordered: bool = False

    @classmethod
    def of(cls, names: Iterable[str], *, order: tuple[str, ...] = ()) -> "Labels":
        """From names; `order` names all that there can be, where they have one."""
        counted = Counter(names)
        if order:
            return cls(sum(counted.values()), {name: counted.get(name, 0) for name in order}, is_ordered=True)
        common = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
        kept = dict(common[:MOST_LABELS])
        if rest := sum(count for _, count in common[MOST_LABELS:]):
            kept[OTHER] = kept.get(OTHER, 0) + rest
        return cls(sum(counted.values()), kept)

    def beside(self, names: Iterable[str]) -> "Labels":
        """The distribution of other names, told by the names of this one: what it does not know is `other`."""
        counted = Counter(names)
        known = {name: counted.get(name, 0) for name in self.counts}
        rest = sum(counted.values()) - sum(known.values())
        if rest or OTHER in known:
            known[OTHER] = known.get(OTHER, 0) + rest
        return Labels(sum(counted.values()), known, self.is_ordered)

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {"kind": "labels", "n": self.n, "counts": dict(self.counts), "is_ordered": self.is_ordered}


Sketch = Numbers | Labels


def read_sketch(data: Any) -> Sketch:
    """A sketch from what `to_json` wrote; SketchError for anything else."""
    try:
        if data["kind"] == "numbers":
            edges = tuple(float(edge) for edge in data["edges"])
            counts = tuple(int(count) for count in data["counts"])
            if len(counts) != len(edges) + 1 or sum(counts) != data["n"]:
                raise SketchError("bins do not fit")
            return Numbers(int(data["n"]), edges, counts, tuple(float(level) for level in data["quantiles"]))
        if data["kind"] == "labels":
            names = {str(name): int(count) for name, count in data["counts"].items()}
            return Labels(int(data["n"]), names, bool(data["is_ordered"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SketchError(str(error)) from error
    raise SketchError("unknown kind of sketch")
