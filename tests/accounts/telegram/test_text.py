from __future__ import annotations

import pytest

from accounts.telegram.text import bold, button, cut, escape, length, link, plain, render


def test_markup_in_a_title_is_text() -> None:
    assert render([bold('<a href="https://x">A & B</a>')]) == (
        "<b>&lt;a href=&quot;https://x&quot;&gt;A &amp; B&lt;/a&gt;</b>"
    )


def test_address_of_a_link_cannot_leave_its_quotes() -> None:
    assert render([link("x", 'https://x/"><b>')]) == '<a href="https://x/&quot;&gt;&lt;b&gt;">x</a>'


@pytest.mark.parametrize("spare", range(4))
def test_cut_goes_through_no_entity(spare: int) -> None:
    assert render([plain("&" * 20)], 10 + spare) == "&amp;" * (9 + spare) + "…"


def test_pieces_behind_the_cut_are_left_out() -> None:
    assert render([bold("abcdef"), plain("gh"), plain("ij")], 7) == "<b>abcdef</b>…"


def test_length_is_that_of_utf_16() -> None:
    assert (length("a"), length("తె"), length("🎬")) == (1, 2, 2)


def test_pair_of_units_is_not_halved() -> None:
    assert cut("🎬🎬🎬", 4) == "🎬…"


def test_what_fits_exactly_stays() -> None:
    assert cut("abcd", 4) == "abcd"


def test_zero_bytes_vanish() -> None:
    assert escape("a\x00b") == "ab"


def test_button_sends_64_bytes_at_most() -> None:
    assert button("A", data="x" * 64) == {"text": "A", "callback_data": "x" * 64}
    with pytest.raises(ValueError, match="64 bytes"):
        button("A", data="తె" * 11)
