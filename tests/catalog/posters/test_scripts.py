"""Metrics of the writing systems."""

from __future__ import annotations

import pytest

from catalog.posters.scripts import LATIN, clusters, extents, script_of, text_width


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("Up", 0.73 + 0.66),
        ("é", 0.62),
        ("", 0.0),
        ("क", 0.85),
        ("ನ", 0.8),
        ("映", 1.0),
        ("🎬", 1.0),
    ],
)
def test_width_adds_up_the_letters(text: str, width: float) -> None:
    assert text_width(text) == pytest.approx(width)


def test_marks_and_joiners_take_no_room() -> None:
    assert text_width("e\u0301\u200d") == text_width("e")


def test_a_joined_consonant_is_narrower_than_two_letters() -> None:
    assert text_width("క్క") < text_width("కక")


def test_a_virama_hangs_the_next_letter_below() -> None:
    assert extents("రర") == (0.86, 0.05)
    assert extents("ర్ర") == (0.86, 0.41)


def test_nothing_is_measured_as_latin() -> None:
    assert extents("") == (LATIN.ascent, LATIN.descent)


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("abc", ["a", "b", "c"]),
        ("सीता", ["सी", "ता"]),
        ("స్త్రీ", ["స్త్రీ"]),
        ("👩‍🚀", ["👩\u200d", "🚀"]),
        ("", []),
    ],
)
def test_clusters_keep_signs_with_their_letter(word: str, pieces: list[str]) -> None:
    assert clusters(word) == pieces


def test_punctuation_of_the_general_block_is_latin() -> None:
    assert script_of("…") is LATIN
