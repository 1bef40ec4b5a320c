"""Retry-After, and pauses by lot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moviesite.common.http.waiting import full_jitter, read_retry_after

NOW = 1_445_412_420.0  # Wed, 21 Oct 2015 07:27:00 GMT


@pytest.mark.parametrize(
    ("field", "seconds"),
    [
        ("0", 0),
        (" 120 ", 120),
        ("99999999999999", 24 * 3600),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 60),
        ("Wed, 21 Oct 2015 07:00:00 GMT", 0),
        ("Wed, 21 Oct 2015 09:28:00 +0200", 60),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_seconds_and_dates(field: str | None, seconds: float | None) -> None:
    assert read_retry_after(field, NOW) == seconds


@given(st.text(max_size=60))
def test_nothing_in_the_field_raises(field: str) -> None:
    found = read_retry_after(field, NOW)

    assert found is None or 0 <= found <= 24 * 3600


def test_bounds_double_up_to_a_cap() -> None:
    assert [full_jitter(attempt, 1.0, base=0.3, cap=1.0) for attempt in range(3)] == [0.3, 0.6, 1.0]
