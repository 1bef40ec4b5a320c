"""Pieces of texts with the found words in them."""

from __future__ import annotations

import pytest

from catalog.search.folding import fold_words
from catalog.search.snippets import LENGTH, Piece, make_snippet, script_language


def test_marks_found_words_in_any_spelling() -> None:
    assert make_snippet("A grand, Baahubali-sized film.", fold_words("film bahu")) == [
        Piece("A grand, ", False),
        Piece("Baahubali", True),
        Piece("-sized ", False),
        Piece("film", True),
        Piece(".", False),
    ]


@pytest.mark.parametrize("query", ["చిత్రం", "chitram"])
def test_marks_whole_indic_words(query: str) -> None:
    assert make_snippet("ఈ చిత్రం బాగుంది", fold_words(query))[1] == Piece("చిత్రం", True)


def test_shows_the_place_of_a_long_text() -> None:
    text = "before " * 100 + "needle " + "after " * 100

    pieces = make_snippet(text, ["nidle"])

    assert (pieces[0], pieces[2], pieces[-1].text[-1]) == (Piece("…", False), Piece("needle", True), "…")
    assert sum(len(piece.text) for piece in pieces) <= LENGTH + 2


def test_begins_at_the_beginning_where_no_word_is_found() -> None:
    assert make_snippet("Short\n\ntext", ["nidle"]) == [Piece("Short text", False)]
    assert make_snippet("", ["nidle"]) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [("ఈ చిత్రం", "te"), ("यह फ़िल्म", "hi"), ("படம்", "ta"), ("ಚಿತ್ರ", "kn"), ("A film", ""), ("", ""), ("a film చి", "")],
)
def test_tells_languages_by_script(text: str, language: str) -> None:
    assert script_language(text) == language
