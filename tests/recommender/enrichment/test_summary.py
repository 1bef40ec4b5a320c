"""Summaries: members' own sentences, word for word."""

from __future__ import annotations

import numpy as np

from recommender.enrichment.shares import Shares
from recommender.enrichment.summary import SHOWN, Voice, central, summarise

PRAISE = (
    "The songs are lovely and the songs stay with you.",
    "What lovely songs they wrote for this one.",
    "The camera finds light where nobody looked.",
    "Her face carries the quiet scenes with ease.",
    "గొప్ప కథ, పాటలు చాలా బాగున్నాయి అందరికీ.",
)
BLAME = ("The second half drags on without any purpose.", "Nobody in the village behaves like a person.")


def _voices(texts: tuple[str, ...], chance: float, first: int = 1) -> list[Voice]:
    return [Voice(first + at, 100 + first + at, text, chance) for at, text in enumerate(texts)]


def _said(voices: list[Voice], shares: Shares) -> list[str]:
    texts = {voice.review_id: voice.text for voice in voices}
    return [texts[quote.review_id][quote.start : quote.end] for quote in summarise(voices, shares)]


def test_sentences_are_quoted_word_for_word() -> None:
    voices = _voices(PRAISE, 0.9)

    said = _said(voices, Shares(1.0, 0.0, 0.0, 5))

    assert len(said) > 2
    assert set(said) <= set(PRAISE)


def test_criticism_has_a_voice_beside_praise() -> None:
    voices = _voices(PRAISE, 0.9) + _voices(BLAME, 0.1, first=20)

    quotes = summarise(voices, Shares(0.7, 0.0, 0.3, 7))[:SHOWN]

    assert sorted(quote.polarity for quote in quotes) == ["negative", "positive", "positive", "positive"]


def test_no_author_speaks_twice_and_no_sentence_is_repeated() -> None:
    same = [Voice(at, at, "Every scene knows what the last one did.", 0.9) for at in range(1, 5)]
    both = [Voice(9, 9, f"{PRAISE[0]} {PRAISE[2]}", 0.9)]

    quotes = summarise(same + both, Shares(1.0, 0.0, 0.0, 5))

    assert len(quotes) == 2
    assert {quote.review_id for quote in quotes} >= {9}


def test_two_voices_make_no_summary() -> None:
    assert summarise(_voices(PRAISE[:2], 0.9), Shares(1.0, 0.0, 0.0, 2)) == []


def test_what_is_too_short_too_long_or_a_link_is_not_quoted() -> None:
    texts = ("Great.", "so " * 200, "See https://example.org for what I think of it.", *PRAISE[2:])

    assert set(_said(_voices(texts, 0.9), Shares(1.0, 0.0, 0.0, 6))) == set(PRAISE[2:])


def test_the_centre_is_what_is_nearest_to_all() -> None:
    likeness = np.asarray([[1.0, 0.6, 0.6], [0.6, 1.0, 0.0], [0.6, 0.0, 1.0]])

    rank = central(likeness)

    assert int(np.argmax(rank)) == 0
    assert np.isclose(rank.sum(), 1.0)
