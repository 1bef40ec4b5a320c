"""Sketches, their comparison, and what counts as a difference."""

from __future__ import annotations

import json

import numpy as np
import pytest
from scipy import stats

from recommender.drift.compare import Level, compare_labels, compare_numbers, gini, stability_index
from recommender.drift.sketch import Labels, Numbers, SketchError, read_sketch

RNG = np.random.default_rng


def test_bins_hold_about_as_much_each() -> None:
    sketch = Numbers.of(RNG(1).normal(size=10_000))

    assert len(sketch.counts) == 10
    assert max(sketch.counts) - min(sketch.counts) <= 2


def test_repeated_values_share_a_bin() -> None:
    sketch = Numbers.of([3.0] * 90 + [5.0] * 10)

    assert (sketch.edges, sketch.counts) == ((5.0,), (90, 10))
    assert sketch.labels == ["below 5", "5 or more"]


@pytest.mark.parametrize("values", [[], [float("nan"), float("inf")], [2.0, 2.0]])
def test_few_and_strange_values_make_a_sketch_too(values: list[float]) -> None:
    sketch = Numbers.of(values)

    assert sketch.n == len([value for value in values if np.isfinite(value)])
    assert sum(sketch.counts) == sketch.n
    assert compare_numbers(sketch, values).level == Level.STABLE


@pytest.mark.parametrize(
    "sketch",
    [Numbers.of(RNG(2).normal(size=500)), Labels.of(["te", "hi", "te"]), Labels.of(["b"], order=("a", "b"))],
)
def test_sketches_survive_json(sketch: Numbers | Labels) -> None:
    assert read_sketch(json.loads(json.dumps(sketch.to_json()))) == sketch


@pytest.mark.parametrize(
    "data",
    [None, {}, [], {"kind": "words"}, {"kind": "numbers", "n": 3, "edges": [], "counts": [1], "quantiles": []}],
)
def test_anything_else_is_no_sketch(data: object) -> None:
    with pytest.raises(SketchError):
        read_sketch(data)


def test_the_index_is_the_one_of_the_formula() -> None:
    old, new = np.asarray([4000, 6000]), np.asarray([5000, 5000])

    expected = 0.1 * np.log(0.5 / 0.4) - 0.1 * np.log(0.5 / 0.6)

    assert stability_index(old, new) == pytest.approx(expected, abs=1e-4)


def test_the_distance_is_that_of_the_whole_samples() -> None:
    old, new = RNG(3).normal(size=4000), RNG(4).normal(0.3, size=3000)

    shift = compare_numbers(Numbers.of(old), new)
    exact = stats.ks_2samp(old, new)

    assert shift.ks == pytest.approx(exact.statistic, abs=0.006)
    assert shift.p_value < 1e-9
    assert (shift.n_before, shift.n_now, shift.level) == (4000, 3000, Level.WATCH)


@pytest.mark.parametrize(
    ("moved", "level"), [(0.0, Level.STABLE), (0.1, Level.STABLE), (0.4, Level.WATCH), (0.9, Level.ALERT)]
)
def test_the_further_the_louder(moved: float, level: Level) -> None:
    before = Numbers.of(RNG(5).normal(size=3000))

    assert compare_numbers(before, RNG(6).normal(moved, size=3000)).level == level


def test_chance_hardly_ever_speaks() -> None:
    rng = RNG(7)
    levels = [compare_numbers(Numbers.of(rng.normal(size=200)), rng.normal(size=200)).level for _ in range(1000)]

    assert levels.count(Level.ALERT) <= 5
    assert levels.count(Level.STABLE) >= 980


def test_a_handful_never_speaks() -> None:
    assert compare_numbers(Numbers.of(np.zeros(199)), np.ones(5000)).level == Level.STABLE
    assert compare_labels(Labels.of(["te"] * 5000), Labels.of(["hi"] * 199)).level == Level.STABLE


def test_a_shift_within_one_bin_is_seen_by_the_distance() -> None:
    before = Numbers.of([1.0] * 950 + [float(n) for n in range(2, 52)])

    shift = compare_numbers(before, [1.5] * 950 + [float(n) for n in range(2, 52)])

    assert shift.psi < 0.1
    assert (round(shift.ks, 2), shift.level) == (0.95, Level.WATCH)


def test_new_names_count_as_other() -> None:
    before = Labels.of(["te"] * 600 + ["hi"] * 400)

    now = before.beside(["te"] * 300 + ["hi"] * 200 + ["ml"] * 500)
    shift = compare_labels(before, now)

    assert dict(now.counts) == {"te": 300, "hi": 200, "other": 500}
    assert (shift.labels, shift.before, shift.now) == (("te", "hi", "other"), (0.6, 0.4, 0.0), (0.3, 0.2, 0.5))
    assert (shift.level, shift.ks) == (Level.ALERT, 0.0)


def test_rare_names_are_one() -> None:
    sketch = Labels.of([f"g{n:02d}" for n in range(20) for _ in range(40 - n)])

    assert len(sketch.counts) == 16
    assert sketch.counts["other"] == sum(40 - n for n in range(15, 20))


def test_ordered_names_have_a_distance() -> None:
    hours = tuple(f"{hour:02d}" for hour in range(24))
    before = Labels.of([hours[n % 12] for n in range(1200)], order=hours)

    shift = compare_labels(before, Labels.of([hours[12 + n % 12] for n in range(1200)], order=hours))

    assert (shift.ks, shift.level) == (1.0, Level.ALERT)


def test_gini_of_the_textbook() -> None:
    assert gini([1, 1, 1, 1]) == pytest.approx(0.0)
    assert gini([0, 0, 0, 1]) == pytest.approx(0.75)
    assert gini([1, 2, 3, 4]) == pytest.approx(0.25)
    assert gini([]) == gini([0, 0]) == 0.0
