"""Words, sentences and features of any script."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.enrichment.text import (
    bucket_of,
    count_rows,
    document_counts,
    features_of,
    rarity,
    sentence_spans,
    weigh,
    words_of,
)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Loved it. Twice!", ["Loved it.", "Twice!"]),
        ("फ़िल्म अच्छी है। गाने भी।", ["फ़िल्म अच्छी है।", "गाने भी।"]),
        ("బాగుంది… నటన అద్భుతం", ["బాగుంది…", "నటన అద్భుతం"]),
        ("S. S. Rajamouli made it. So?", ["S. S. Rajamouli made it.", "So?"]),
        ("3.5 stars from me", ["3.5 stars from me"]),
        ("“Go away.” She went.", ["“Go away.”", "She went."]),
        ("最高だった。また見たい！", ["最高だった。", "また見たい！"]),
        ("one\n\ntwo", ["one", "two"]),
        ("…!", []),
        ("", []),
    ],
)
def test_sentences_end_where_their_script_ends_them(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


def test_words_keep_their_marks_and_lose_their_case() -> None:
    assert words_of("అద్భుతం! मज़ा। DON'T 'quote'") == ["అద్భుతం", "मज़ा", "don't", "quote"]


def test_words_are_the_same_however_they_are_composed() -> None:
    assert words_of("cafe\u0301") == words_of("caf\u00e9")


def test_a_feature_has_the_same_column_everywhere() -> None:
    assert (bucket_of("film"), bucket_of("సినిమా")) == (48674, 96208)


def test_features_are_words_pairs_and_runs_within_words() -> None:
    found = features_of("ab ab")

    # ab, ab+ab, and of " ab " three runs of 2, two of 3, one of 4, in each of the two words
    assert sum(found.values()) == 2 + 1 + 2 * 6
    assert found[bucket_of("ab")] == 2
    assert found[bucket_of("# ab ")] == 2


def test_rows_have_length_one_and_an_empty_text_none() -> None:
    rows = count_rows(["a good film", ""])

    weighed = weigh(rows, rarity(document_counts(rows), 2))

    assert np.allclose(np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel()), [1.0, 0.0])
