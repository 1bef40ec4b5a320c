"""Geometry of charts, shares, stars and avatars."""

from __future__ import annotations

import pytest

from moviesite.common.ui import (
    AVATAR_INKS,
    AVATAR_SHAPES,
    Bar,
    Line,
    Share,
    avatar_of,
    histogram_bars,
    initial_of,
    share_bar,
    sparkline,
    star_width,
)


def test_bars_share_the_width_and_the_tallest_reaches_the_top() -> None:
    assert histogram_bars([1, 4], 1.0, width=100, height=42, gap=4) == [
        Bar(0.0, 32.0, 48.0, 10.0, 0.5, 1, lit=False),
        Bar(52.0, 2.0, 48.0, 40.0, 1.0, 4, lit=True),
    ]


def test_an_empty_class_still_shows() -> None:
    assert [bar.height for bar in histogram_bars([0, 0])] == [2.0, 2.0]


def test_no_classes_give_no_bars() -> None:
    assert histogram_bars([]) == []


def test_a_line_runs_from_edge_to_inset() -> None:
    assert sparkline([1, 3, 2], width=28, height=36, inset=8) == Line("M0 28L10 8L20 18", 20.0, 18.0)


def test_a_flat_line_stays_at_the_foot() -> None:
    assert sparkline([5, 5], width=28, height=36, inset=8) == Line("M0 28L20 28", 20.0, 28.0)


def test_a_single_point_is_drawn() -> None:
    assert sparkline([5], width=28, height=36, inset=8) == Line("M0 28", 0.0, 28.0)


def test_nothing_is_no_line() -> None:
    assert sparkline([]) is None


def test_shares_are_followed_by_the_rest() -> None:
    assert share_bar([0.41, 0.33, 0.14]) == [
        Share(0.0, 40.4, 41),
        Share(41.0, 32.4, 33),
        Share(74.0, 13.4, 14),
        Share(88.0, 12.0, 12),
    ]


@pytest.mark.parametrize("shares", [[1 / 3, 1 / 3, 1 / 3], [0.005, 0.995], [0.7, 0.7], [0.126, 0.126, 0.126]])
def test_percentages_add_up_to_a_hundred(shares: list[float]) -> None:
    stretches = share_bar(shares)

    assert sum(stretch.percent for stretch in stretches) == 100
    assert stretches[-1].x + stretches[-1].width <= 100


def test_no_reasons_are_all_rest() -> None:
    assert share_bar([]) == [Share(0.0, 100.0, 100)]


@pytest.mark.parametrize(
    ("value", "width"), [(0, 0), (0.5, 12), (1, 24), (1.5, 38), (4.5, 116), (5, 128), (7, 128), (-1, 0)]
)
def test_stars_are_cut_at_whole_and_half(value: float, width: int) -> None:
    assert star_width(value) == width


def test_a_name_keeps_its_avatar_in_any_case() -> None:
    assert avatar_of("Meera") == avatar_of("meera")


def test_avatars_use_every_ink_and_shape() -> None:
    avatars = [avatar_of(f"member{number}") for number in range(200)]

    assert {(avatar.ground, avatar.ink, avatar.text) for avatar in avatars} == set(AVATAR_INKS)
    assert {avatar.shape for avatar in avatars} == set(range(AVATAR_SHAPES))


@pytest.mark.parametrize(
    ("name", "initial"),
    [
        ("meera", "M"),
        ("  _9 lives", "9"),
        ("శ్రీదేవి", "శ్రీ"),
        ("தமிழ்", "த"),
        ("ñandu", "Ñ"),
        ("ßeta", "ß"),
        ("🎬", ""),
        ("", ""),
    ],
)
def test_an_initial_keeps_what_its_script_binds_together(name: str, initial: str) -> None:
    assert initial_of(name) == initial


def test_the_letter_is_that_of_the_shown_name_and_the_rest_of_the_username() -> None:
    assert (avatar_of("meera", "Lakshmi").letter, avatar_of("meera", "…").letter) == ("L", "M")
    assert avatar_of("meera", "Lakshmi").shape == avatar_of("meera").shape


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("inks", AVATAR_INKS)
def test_letters_can_be_read_on_ground_and_shape(inks: tuple[str, str, str]) -> None:
    *behind, letter = map(_luminance, inks)

    assert [
        round((letter + 0.05) / (colour + 0.05), 1) for colour in behind if (letter + 0.05) / (colour + 0.05) < 4.5
    ] == []
