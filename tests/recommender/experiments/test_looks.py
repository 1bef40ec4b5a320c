"""Boundaries against published ones, intervals against simulation, and what follows from them."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.experiments.boundaries import boundaries, spent
from recommender.experiments.decision import Decision, Finding, decide
from recommender.experiments.looks import Days, Look, looks
from recommender.experiments.plot import interval_plot
from recommender.experiments.samples import Sample, information, members_needed, ratio_p_value


def binary(n: int, ones: int) -> Sample:
    return Sample(n, ones, ones)


def look(low: float, high: float, day: int = 20) -> Look:
    return Look(day, binary(400, 40), binary(400, 40), (low + high) / 2, low, high)


def test_one_look_is_the_plain_test() -> None:
    assert boundaries([7.0], [0.05]) == [pytest.approx(1.959964, abs=1e-6)]


def test_equal_boundaries_are_those_of_pocock() -> None:
    """Jennison & Turnbull, Group Sequential Methods (2000), table 2.1: 2.413 for five looks at 5 %."""
    constant, walk = 2.4132, np.random.default_rng(5).normal(size=(400_000, 5)).cumsum(axis=1)
    z = np.abs(walk / np.sqrt(np.arange(1, 6)))
    crossed = [(z[:, :k] > constant).any(axis=1).mean() for k in range(1, 6)]

    found = boundaries([1, 2, 3, 4, 5], [float(share) for share in crossed])

    assert np.allclose(found, constant, atol=0.03)


def test_error_spent_by_the_bound_of_obrien_and_fleming_gives_their_boundaries() -> None:
    """DeMets & Lan (Statist. Med. 1994), five equal looks at one-sided 2.5 %."""
    from scipy import stats

    shares = np.arange(1, 6) / 5
    spendings = [2 * 2 * float(stats.norm.sf(stats.norm.isf(0.0125) / np.sqrt(share))) for share in shares]

    found = boundaries(list(shares), spendings)

    assert found == pytest.approx([4.88, 3.36, 2.68, 2.29, 2.03], abs=0.01)


def test_sixty_daily_looks_err_as_often_as_promised() -> None:
    days = np.arange(1, 61)
    critical = np.asarray(boundaries([float(day) for day in days], [spent(day, 60, 0.05) for day in days]))
    z = np.random.default_rng(11).normal(size=(40_000, 60)).cumsum(axis=1) / np.sqrt(days)

    error = float((np.abs(z) > critical).any(axis=1).mean())

    assert abs(error - 0.05) < 0.004


@pytest.mark.parametrize(("levels", "spendings"), [([1.0, 1.0], [0.01, 0.02]), ([1.0, 2.0], [0.02, 0.01])])
def test_what_goes_backwards_is_refused(levels: list[float], spendings: list[float]) -> None:
    with pytest.raises(ValueError, match=r"must|cannot"):
        boundaries(levels, spendings)


def test_samples_add_up() -> None:
    values = [0.0, 1.0, 1.0, 4.5]

    both = Sample.of(values[:2]) + Sample.of(values[2:])

    assert both == Sample.of(values)
    assert (both.mean, both.variance) == (pytest.approx(np.mean(values)), pytest.approx(np.var(values, ddof=1)))


def test_nothing_is_known_without_spread() -> None:
    assert information(binary(100, 0), binary(100, 10)) == 0.0
    assert Sample().mean == Sample().variance == 0.0


def test_looks_begin_with_enough_members_and_need_news() -> None:
    sizes = [50, 120, 120, 120, 300, 600]
    days = Days([binary(n, n // 5) for n in sizes], [binary(n, n // 4) for n in sizes])

    found = looks(days, alpha=0.05, horizon=30, least=100)

    assert [look.day for look in found] == [2, 5, 6]
    assert [round(look.effect, 4) for look in found] == [0.05, 0.05, 0.05]
    assert all(look.low < look.effect < look.high for look in found)


def test_nothing_is_looked_at_after_the_end() -> None:
    sizes = [200, 400, 600]
    days = Days([binary(n, n // 5) for n in sizes], [binary(n, n // 4) for n in sizes])

    assert [look.day for look in looks(days, alpha=0.05, horizon=2, least=100)] == [1, 2]


def test_a_lift_is_a_share_of_the_control() -> None:
    assert Look(1, binary(100, 10), binary(100, 12), 0.02, 0.0, 0.04).lift == pytest.approx(0.2)
    assert Look(1, binary(100, 0), binary(100, 12), 0.12, 0.0, 0.2).lift is None


def test_even_groups_pass_and_uneven_ones_do_not() -> None:
    assert ratio_p_value([505, 495], [1, 1]) > 0.5
    assert ratio_p_value([300, 905], [1, 3]) > 0.5
    assert ratio_p_value([600, 400], [1, 1]) < 1e-6
    assert ratio_p_value([4, 0], [1, 1]) == 1.0


def test_members_needed_are_those_of_the_textbook() -> None:
    """10 % against 11 % at 5 % and 80 %, with the spread of the control on both sides."""
    assert members_needed(mean=0.1, variance=0.09, lift=0.1) == 14_128
    assert members_needed(mean=0.0, variance=0.0, lift=0.1) == 0


@pytest.mark.parametrize(
    ("seen", "day", "is_even", "expected"),
    [
        ({"new": []}, 5, True, Decision(Finding.EARLY, False)),
        ({"new": [look(-0.1, 0.1)]}, 5, True, Decision(Finding.OPEN, False)),
        ({"new": [look(0.01, 0.1)]}, 5, True, Decision(Finding.BETTER, True, "new")),
        ({"new": [look(0.01, 0.1), look(-0.01, 0.08)]}, 6, True, Decision(Finding.BETTER, True, "new")),
        ({"new": [look(-0.1, -0.01)]}, 5, True, Decision(Finding.WORSE, True, "old")),
        ({"new": [look(-0.1, 0.1)]}, 60, True, Decision(Finding.NOTHING, True)),
        ({"new": []}, 60, True, Decision(Finding.NOTHING, True)),
        ({"new": [look(0.01, 0.1)]}, 5, False, Decision(Finding.UNEVEN, False)),
        ({"new": [look(0.01, 0.1)]}, 60, False, Decision(Finding.UNEVEN, True)),
        ({"a": [look(0.01, 0.1)], "b": [look(-0.1, 0.2)]}, 5, True, Decision(Finding.BETTER, False, "a")),
        ({"a": [look(0.01, 0.1)], "b": [look(0.05, 0.2)]}, 5, True, Decision(Finding.BETTER, True, "b")),
        ({"a": [look(-0.2, -0.1)], "b": [look(-0.1, 0.2)]}, 60, True, Decision(Finding.WORSE, True)),
    ],
)  # fmt: skip
def test_what_follows(seen: dict[str, list[Look]], day: int, is_even: bool, expected: Decision) -> None:
    assert decide(seen, control="old", day=day, horizon=60, is_even=is_even) == expected


def test_a_picture_holds_every_interval_and_zero() -> None:
    plot = interval_plot([look(-0.02, 0.06, day=10), look(0.01, 0.05, day=40)], horizon=60, scale=100)

    assert [mark.is_sure for mark in plot.marks] == [False, True]
    assert [tick.value for tick in plot.days] == [10, 35, 60]
    assert all(mark.high < mark.y < mark.low for mark in plot.marks)
    assert plot.marks[0].high < plot.zero < plot.marks[0].low
    assert plot.marks[1].low < plot.zero


def test_an_empty_picture_has_its_line() -> None:
    assert interval_plot([], horizon=60).marks == ()
