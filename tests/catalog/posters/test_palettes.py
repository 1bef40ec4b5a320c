"""The inks: readable type, and something for every genre."""

from __future__ import annotations

import pytest

from catalog.posters.compositions import COMPOSITIONS
from catalog.posters.palettes import MOODS, PALETTES, Palette, moods_of

GENRES = [
    "action",
    "adventure",
    "animation",
    "biography",
    "comedy",
    "crime",
    "documentary",
    "drama",
    "family",
    "fantasy",
    "history",
    "horror",
    "music",
    "musical",
    "mystery",
    "romance",
    "science-fiction",
    "sport",
    "superhero",
    "thriller",
    "war",
    "western",
    "mythology",
]


def luminance(ink: str) -> float:
    """Relative luminance of `#rrggbb`, WCAG 2.2."""
    channels = [int(ink[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two inks, WCAG 2.2."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_and_white_is_twenty_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_type_reads_on_its_ground(palette: Palette) -> None:
    assert contrast(palette.text, palette.ground) >= 4.5


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_the_four_inks_differ(palette: Palette) -> None:
    assert len({palette.ground, palette.text, palette.major, palette.minor}) == 4


@pytest.mark.parametrize("genre", GENRES)
def test_every_genre_of_the_catalog_has_a_mood(genre: str) -> None:
    assert moods_of([genre]) == [MOODS[genre]]


@pytest.mark.parametrize("mood", sorted(set(MOODS.values())))
def test_every_mood_has_palettes_and_compositions_to_choose_from(mood: str) -> None:
    palettes = [palette for palette in PALETTES.values() if mood in palette.moods.split()]
    compositions = [entry for entry in COMPOSITIONS.values() if mood in entry.moods.split()]

    assert len(palettes) >= 4
    assert len(compositions) >= 6


def test_names_are_read_like_slugs_and_order_is_kept() -> None:
    assert moods_of(["Science Fiction", "HORROR"]) == ["future", "fear"]


def test_unknown_genres_are_passed_over() -> None:
    assert moods_of(["knitting", "western"]) == ["war"]


def test_no_known_genre_means_drama() -> None:
    assert moods_of(["knitting"]) == ["drama"]
