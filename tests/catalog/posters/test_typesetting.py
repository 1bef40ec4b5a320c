"""Line breaking, fitting, titles in two parts and short names."""

from __future__ import annotations

import pytest

from catalog.posters.scripts import text_width
from catalog.posters.sheet import MEASURE
from catalog.posters.typesetting import Setting, fit, shorten_name, split_title, wrap


def test_lines_are_few_and_even() -> None:
    assert wrap("The Lives of Others", 6.0) == ["The Lives", "of Others"]


def test_a_word_wider_than_the_line_is_broken() -> None:
    lines = wrap("Donaudampfschifffahrt", 4.0)

    assert "".join(lines) == "Donaudampfschifffahrt"
    assert max(map(text_width, lines)) <= 4.0


def test_a_short_title_takes_the_largest_size() -> None:
    assert fit("Up", measure=MEASURE, largest=108, smallest=17, max_height=168) == Setting(("Up",), 108)


TITLES = {
    "latin": ("Her", "Everything Everywhere All at Once and Then Some More of It, Again and Again"),
    "telugu": ("ఈగ", "శ్రీ వెంకటేశ్వర మహాత్మ్యం మరియు అర్జున్ రెడ్డి సీతా రామం శంకరాభరణం"),
    "devanagari": ("रंग", "दिलवाले दुल्हनिया ले जाएंगे और गैंग्स ऑफ़ वासेपुर मुग़ल-ए-आज़म तुम्बाड"),
    "tamil": ("கலை", "பொன்னியின் செல்வன் பாகம் ஒன்று விசாரணை நாயகன் பாரம் ஆரண்ய காண்டம்"),
    "kannada": ("ಕಾಡು", "ಗರುಡ ಗಮನ ವೃಷಭ ವಾಹನ ಮುಂಗಾರು ಮಳೆ ಸರ್ಕಾರಿ ಹಿರಿಯ ಪ್ರಾಥಮಿಕ ಶಾಲೆ"),
}


@pytest.mark.parametrize("script", TITLES)
@pytest.mark.parametrize("length", [0, 1], ids=["short", "long"])
@pytest.mark.parametrize(("largest", "room"), [(108, 168), (50, 112)], ids=["loud", "quiet"])
def test_a_title_stays_inside_its_measure_and_height(script: str, length: int, largest: float, room: float) -> None:
    title = TITLES[script][length]

    setting = fit(title, measure=MEASURE, largest=largest, smallest=17, max_height=room)

    assert max(text_width(words) for words in setting.lines) * setting.size <= MEASURE
    assert setting.height <= room
    assert " ".join(setting.lines) == title


def test_what_fits_at_no_size_ends_in_an_ellipsis() -> None:
    setting = fit("never ending " * 40, measure=MEASURE, largest=50, smallest=17, max_height=112)

    assert setting.size == 17
    assert setting.height <= 112
    assert setting.lines[-1].endswith("…")


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("Dune: Part Two", ("Dune", "Part Two")),
        ("Dr. Strangelove or: How I Learned", ("Dr. Strangelove", "or: How I Learned")),
        ("Alien: Romulus", ("Alien: Romulus", "")),
        ("Vertigo", ("Vertigo", "")),
        ("Kill Bill – The Whole Affair", ("Kill Bill", "The Whole Affair")),
    ],
)
def test_a_title_is_split_where_a_subtitle_begins(title: str, parts: tuple[str, str]) -> None:
    assert split_title(title) == parts


@pytest.mark.parametrize(
    ("name", "limit", "short"),
    [
        ("Mani Ratnam", 18.0, "Mani Ratnam"),
        ("Daniel Kwan, Daniel Scheinert", 12.0, "Daniel Kwan et al."),
        ("Florian Henckel von Donnersmarck", 14.0, "F. H. Donnersmarck"),
        ("Wolfeschlegelsteinhausenbergerdorff", 10.0, "Wolfeschlegelstein…"),
        ("", 10.0, ""),
    ],
)
def test_a_name_is_shortened_step_by_step(name: str, limit: float, short: str) -> None:
    assert shorten_name(name, limit) == short
