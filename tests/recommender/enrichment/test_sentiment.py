"""Opinions: learned from stars, in any language, and judged on what was not seen."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.algorithms.base import StateError
from recommender.enrichment.holdout import (
    Rated,
    area,
    calibration_error,
    folds_of,
    learn_sentiment,
    opening_groups,
    unseen_parts,
)
from recommender.enrichment.logistic import fit_logistic, fit_scale
from recommender.enrichment.model import TextConfig, TextModel, fit_judge
from recommender.enrichment.moods import NAMES, learn_leanings
from recommender.enrichment.shares import Shares, opinion, polarity, shares_of, wilson
from recommender.enrichment.text import count_rows
from recommender.enrichment.themes import learn_background

PRAISE = ("బాగుంది", "wonderful", "शानदार", "arumai", "ಅದ್ಭುತ")
BLAME = ("చెత్త", "terrible", "बकवास", "mosam", "ಕೆಟ್ಟ")
SUBJECTS = ("film", "story", "music", "acting", "ending", "camera", "cast", "pace")


def rated(count: int = 80) -> list[Rated]:
    """Reviews in five languages whose opinion is one word; no two of them begin alike."""
    rows = []
    for number in range(count):
        positive = number % 2 == 0
        word = (PRAISE if positive else BLAME)[number // 10 % len(PRAISE)]
        first, second = SUBJECTS[number % 8], SUBJECTS[(number + 1 + number // 8 % 7) % 8]
        rows.append(Rated(f"{first} {second} {word}", positive, "te"))
    return rows


def test_what_many_say_is_learned_in_every_script() -> None:
    learned = learn_sentiment(rated(), TextConfig(least_reviews=10))

    assert learned.reason == ""
    assert learned.judge is not None
    up, down = learned.judge.chances(["story బాగుంది", "music बकवास"])
    assert up is not None
    assert down is not None
    assert up > 0.6 > 0.4 > down


def test_a_text_of_unknown_words_has_no_opinion() -> None:
    learned = learn_sentiment(rated(), TextConfig(least_reviews=10))

    assert learned.judge is not None
    assert learned.judge.chances(["Прекрасное кино", ""]) == [None, None]


def test_the_same_reviews_give_the_same_weights() -> None:
    rows, positive = count_rows([one.text for one in rated()]), np.asarray([one.positive for one in rated()])

    first, second = (fit_judge(rows, positive, TextConfig()) for _ in range(2))

    assert first.intercept == second.intercept
    assert np.array_equal(first.weights, second.weights)


def test_too_few_of_a_kind_teach_nothing_and_say_so() -> None:
    learned = learn_sentiment(rated(20), TextConfig(least_reviews=11))

    assert (learned.judge, learned.reason) == (None, "10 positive and 10 negative reviews, 11 of each needed")


def test_repeated_phrases_do_not_pass_for_understanding() -> None:
    phrases = [("I forgot to eat the popcorn.", True), ("Two good jokes and a nice shirt.", False)]
    rows = [Rated(text, positive, "en") for text, positive in phrases * 40]

    learned = learn_sentiment(rows, TextConfig(least_reviews=10))

    assert learned.judge is None
    assert learned.metrics["groups"] == 2.0


def test_what_training_knows_is_cut_out_of_what_is_held_out() -> None:
    texts = ["Nani holds the whole thing together. Fine.", "Quite new here. Suriya holds the whole thing together."]

    assert unseen_parts(texts, np.asarray([False, True])) == ["Quite new here."]


def test_folds_hold_whole_groups_and_each_row_once() -> None:
    groups = opening_groups(["A bee. c", "a BEE. d", "e", "f", "g", "h"])
    folds = folds_of(groups, np.asarray([True, True, False, True, False, False]), n_folds=2)

    assert groups.tolist() == [0, 0, 1, 2, 3, 4]
    assert sum(fold.astype(int) for fold in folds).tolist() == [1] * 6
    assert {bool(fold[0]) == bool(fold[1]) for fold in folds} == {True}


def test_area_counts_pairs_in_the_right_order() -> None:
    positive = np.asarray([True, False, True, False])

    assert area(np.asarray([0.9, 0.1, 0.5, 0.5]), positive) == pytest.approx(0.875)


def test_calibration_error_is_the_gap_between_said_and_true() -> None:
    assert calibration_error(np.asarray([0.95, 0.95, 0.05, 0.05]), np.asarray([True, False, False, False])) == (
        pytest.approx((2 * 0.45 + 2 * 0.05) / 4)
    )


def test_a_model_worse_than_chance_is_not_turned_round() -> None:
    slope, _ = fit_scale(np.asarray([2.0, 1.0, -1.0, -2.0]), np.asarray([False, False, True, True]))

    assert slope == 0.0


def test_both_kinds_count_alike_however_many_there_are() -> None:
    rows = count_rows(["fine"] * 9 + ["poor"])

    weights, intercept = fit_logistic(rows, np.asarray([True] * 9 + [False]), strength=0.1)

    scores = rows @ weights + intercept
    assert scores[0] == pytest.approx(-scores[9], abs=1e-3)


def test_a_model_survives_being_stored() -> None:
    rows, positive = count_rows([one.text for one in rated()]), np.asarray([one.positive for one in rated()])
    background = learn_background(["one two", "two three"], np.zeros((2, len(NAMES)), dtype=np.float32))
    leanings = learn_leanings([(["comedy"], [1]), (["drama"], [1])])
    model = TextModel(TextConfig(), background, leanings, fit_judge(rows, positive, TextConfig()))

    again = TextModel.from_state(model.config, model.state())

    assert np.allclose(again.chances(["wonderful story"])[0] or 0, model.chances(["wonderful story"])[0] or 1)
    assert (again.background.n_documents, again.leanings.ids.tolist()) == (2, [1])


def test_a_state_with_a_part_missing_is_refused() -> None:
    background = learn_background(["one"], np.zeros((1, len(NAMES)), dtype=np.float32))
    state = TextModel(TextConfig(), background, learn_leanings([]), None).state()
    state["documents"] = state["documents"][:-1]

    with pytest.raises(StateError):
        TextModel.from_state(TextConfig(), state)


@pytest.mark.parametrize(
    ("stars", "words", "name"),
    [
        (5.0, None, "positive"),
        (3.5, None, "positive"),
        (3.0, None, "neutral"),
        (2.5, None, "negative"),
        (None, 0.9, "positive"),
        (3.0, 0.95, "positive"),
        (4.5, 0.0, "positive"),
    ],
)
def test_stars_speak_first_and_words_beside_them(stars: float | None, words: float | None, name: str) -> None:
    chance = opinion(stars, words)

    assert chance is not None
    assert polarity(chance) == name


def test_shares_leave_out_who_says_nothing() -> None:
    found = shares_of([0.9, 0.9, 0.5, 0.1, None])

    assert (found.positive, found.neutral, found.negative, found.count) == (0.5, 0.25, 0.25, 4)
    assert (opinion(None, None), shares_of([None])) == (None, Shares())


def test_wilson_is_what_the_book_says() -> None:
    low, high = wilson(8, 10)

    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)
    assert wilson(0, 0) == (0.0, 1.0)
