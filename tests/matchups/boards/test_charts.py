"""Geometry of the boards' pictures."""

from __future__ import annotations

from datetime import date, timedelta

from matchups.charts import IntervalBar, history, interval_bars

MONDAY = date(2026, 3, 2)


def test_intervals_share_one_scale() -> None:
    bars = interval_bars([(1500, 1550, 1600), (1400, 1425, 1450)])

    assert bars == [IntervalBar(50.0, 50.0, 75.0), IntervalBar(0.0, 25.0, 12.5)]


def test_an_interval_alone_fills_its_strip_and_none_has_none() -> None:
    assert interval_bars([(1400, 1500, 1600)]) == [IntervalBar(0.0, 100.0, 50.0)]
    assert interval_bars([]) == []


def test_a_history_steps_from_day_to_day() -> None:
    drawn = history({MONDAY: 1500.0, MONDAY + timedelta(days=2): 1540.0}, [], today=MONDAY + timedelta(days=4))

    assert drawn is not None
    assert (drawn.bottom, drawn.top) == (1500, 1540)
    assert drawn.line == "M0.0 120.0H160.0V0.0H320.0"
    assert (drawn.band, drawn.first, drawn.last) == ("", MONDAY, MONDAY + timedelta(days=4))


def test_a_band_goes_there_and_back() -> None:
    days = [MONDAY, MONDAY + timedelta(days=2)]
    bands = [(days[0], 1460.0, 1540.0), (days[1], 1480.0, 1520.0)]

    drawn = history({days[0]: 1500.0}, bands, today=MONDAY + timedelta(days=4))

    assert drawn is not None
    assert (drawn.bottom, drawn.top) == (1460, 1540)
    assert drawn.band == "M0.0 0.0H160.0V30.0H320.0V90.0H160.0V120.0H0.0Z"


def test_the_band_of_the_last_day_alone_can_be_seen() -> None:
    drawn = history({MONDAY: 1500.0}, [(MONDAY + timedelta(days=1), 1460.0, 1540.0)], today=MONDAY + timedelta(days=1))

    assert drawn is not None
    assert drawn.band == "M314.0 0.0H320.0V120.0H314.0Z"


def test_a_small_change_looks_small() -> None:
    drawn = history({MONDAY: 1500.0}, [], today=MONDAY)

    assert drawn is not None
    assert (drawn.bottom, drawn.top, drawn.line) == (1480, 1520, "M0.0 60.0H320.0")


def test_without_ratings_there_is_no_picture() -> None:
    assert history({}, [(MONDAY, 1400.0, 1600.0)], today=MONDAY) is None
