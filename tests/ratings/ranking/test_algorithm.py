"""Binary insertion that bears contradictions, without a database."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, pairwise
from math import ceil, log2
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ratings.enums import DuelOutcome
from ratings.ranking.evidence import Answer, Evidence, Outcome
from ratings.ranking.insertion import Gaps, gap_weights, most_duels, open_gaps, settled_gap
from ratings.ranking.questions import Question, State, contradicting, left_over, next_step
from ratings.ranking.stars import matched_stars
from tests.ratings.ranking.rankers import by_order, play

HALVES = [half / 2 for half in range(1, 11)]


def titles(count: int, *, seed: int = 0) -> list[int]:
    """Ids in a true order that has nothing to do with them."""
    ids = list(range(1, count + 1))
    Random(seed).shuffle(ids)
    return ids


def test_outcomes_of_the_table_and_of_the_algorithm_are_the_same() -> None:
    assert [outcome.value for outcome in Outcome] == DuelOutcome.values


@given(st.lists(st.sampled_from(HALVES), min_size=1, max_size=45), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_answers_that_agree_give_the_true_order_within_the_bound_whatever_the_stars(
    stars: list[float], rng: Random
) -> None:
    truth = list(range(len(stars)))
    rng.shuffle(truth)
    game = play(dict(enumerate(stars)), by_order(truth))
    count = len(stars)

    assert game.order == truth
    assert game.insertions <= count * ceil(log2(count)) + count
    assert game.rechecks <= len(game.answers) // 8


@given(st.integers(1, 45), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_no_title_needs_more_duels_than_promised(count: int, rng: Random) -> None:
    truth = list(range(count))
    rng.shuffle(truth)
    game = play({title_id: rng.choice(HALVES) for title_id in truth}, by_order(truth))
    duels = Counter(answer.subject for answer in game.answers if answer.subject is not None)

    assert max([*duels.values(), 0]) <= most_duels(count - 1)


def test_stars_that_are_right_save_a_third_of_the_duels() -> None:
    truth = titles(120)
    stars = {title_id: HALVES[9 - place // 12] for place, title_id in enumerate(truth)}
    mixed = dict(zip(titles(120, seed=1), stars.values(), strict=True))
    order = titles(120, seed=2)
    right = play({title_id: stars[title_id] for title_id in order}, by_order(truth))
    wrong = play({title_id: mixed[title_id] for title_id in order}, by_order(truth))

    assert (right.order, wrong.order) == (truth, truth)
    assert right.insertions * 3 < wrong.insertions * 2


def test_first_duel_is_with_a_title_of_the_same_stars() -> None:
    order = [1, 2, 3, 4, 5, 6]
    stars = {1: 5.0, 2: 5.0, 3: 4.0, 4: 3.0, 5: 3.0, 6: 1.0, 7: 4.0}
    step = next_step(State(order, [7], stars, []))

    assert step.question is not None
    assert {step.question.left, step.question.right} == {3, 7}
    assert step.question.subject == 7


def test_same_state_asks_the_same() -> None:
    state = State([1, 2, 3], [4], dict.fromkeys(range(1, 5), 3.0), [])

    assert next_step(state) == next_step(state)


def test_a_tie_places_right_behind_its_equal_with_one_duel() -> None:
    stars = dict.fromkeys(range(1, 6), 3.0)
    step = next_step(State([1, 2, 3, 4], [5], stars, [Answer(5, 2, Outcome.TIE, 5)]))

    assert (step.order, step.placed, step.question) == ((1, 2, 5, 3, 4), (5,), None)


def test_all_ties_end() -> None:
    game = play(dict.fromkeys(range(30), 3.0), lambda question, turn: Outcome.TIE)

    assert sorted(game.order) == list(range(30))
    assert game.insertions == 29


def test_a_title_that_is_put_off_waits_until_the_others_have_their_places() -> None:
    stars = dict.fromkeys(range(1, 5), 3.0)
    before = next_step(State([1], [2, 3], stars, []))
    after = next_step(State([1], [2, 3], stars, [Answer(1, 2, Outcome.SKIP, 2)]))

    assert before.question is not None
    assert after.question is not None
    assert (before.question.subject, after.question.subject) == (2, 3)


def test_a_pair_that_was_put_off_is_asked_last() -> None:
    stars = dict.fromkeys(range(1, 5), 3.0)
    first = next_step(State([1, 2, 3], [4], stars, [])).question
    assert first is not None
    other = first.left if first.right == 4 else first.right
    second = next_step(State([1, 2, 3], [4], stars, [Answer(first.left, first.right, Outcome.SKIP, 4)])).question
    assert second is not None

    assert other not in {second.left, second.right}


def test_putting_everything_off_never_ends_by_itself_and_never_fails() -> None:
    with pytest.raises(AssertionError, match="never ends"):
        play(dict.fromkeys(range(6), 3.0), lambda question, turn: Outcome.SKIP, limit=200)


def test_every_eighth_duel_is_an_old_pair_with_its_sides_swapped() -> None:
    truth = titles(40)
    game = play(dict.fromkeys(sorted(truth), 3.0), by_order(truth))
    turns = [turn for turn, answer in enumerate(game.answers) if answer.subject is None]
    asked = {(answer.left, answer.right) for answer in game.answers}

    assert turns == list(range(turns[0], len(game.answers), 8))
    assert turns[0] in {15, 23}  # there must be pairs that are old enough
    assert all((game.answers[turn].right, game.answers[turn].left) in asked for turn in turns)
    assert max(Counter(answer.pair for answer in game.answers).values()) == 2


def test_a_slip_is_repaired_once_its_pair_is_asked_again() -> None:
    truth = list(range(1, 16))
    stars = dict.fromkeys(truth, 3.0)
    slip = Answer(15, 8, Outcome.LEFT, 15)  # the last one is said to be better than the middle
    others = [Answer(15, other, Outcome.RIGHT, 15) for other in (4, 6, 7)]
    again = Answer(8, 15, Outcome.LEFT, None)
    order = [1, 2, 3, 4, 5, 6, 7, 15, 8, 9, 10, 11, 12, 13, 14]
    taken = contradicting(order, again)
    order, waiting, answers = [t for t in order if t not in taken], list(taken), [slip, *others, again]
    judge, duels = by_order(truth), 0
    while (step := next_step(State(order, waiting, stars, answers))).question is not None:
        question = step.question
        answers.append(Answer(question.left, question.right, judge(question, 0), question.subject))
        order, waiting = list(step.order), [t for t in waiting if t not in step.placed]
        duels += 1

    assert taken == (15, 8)
    assert list(step.order) == truth
    assert duels <= 2 * most_duels(14)


def test_slips_are_repaired_more_often_with_rechecks_than_without(monkeypatch: pytest.MonkeyPatch) -> None:
    with_rechecks = [disorder(seed) for seed in range(8)]
    monkeypatch.setattr("ratings.ranking.questions.RECHECK_EVERY", 10**9)
    without = [disorder(seed) for seed in range(8)]

    assert sum(with_rechecks) < sum(without)


def disorder(seed: int, *, count: int = 50, slips: float = 0.04) -> int:
    """Pairs in the wrong order after a ranking with a share of wrong answers."""
    truth, rng = titles(count, seed=seed), Random(seed)
    judge = by_order(truth)

    def unsure(question: Question, turn: int) -> Outcome:
        said = judge(question, turn)
        return {Outcome.LEFT: Outcome.RIGHT, Outcome.RIGHT: Outcome.LEFT}[said] if rng.random() < slips else said

    place = {title_id: index for index, title_id in enumerate(truth)}
    found = [place[title_id] for title_id in play(dict.fromkeys(sorted(truth), 3.0), unsure).order]
    return sum(one > other for one, other in combinations(found, 2))


def test_a_contradiction_sends_both_titles_back_and_the_third_answer_decides() -> None:
    stars = dict.fromkeys((1, 2), 3.0)
    first, again = Answer(1, 2, Outcome.LEFT, 2), Answer(2, 1, Outcome.LEFT, None)
    taken = contradicting([1, 2], again)
    step = next_step(State([], taken, stars, [first, again]))
    assert step.question is not None
    kept = next_step(State([1], [2], stars, [first, again, Answer(1, 2, Outcome.LEFT, 2)]))
    turned = next_step(State([1], [2], stars, [first, again, Answer(1, 2, Outcome.RIGHT, 2)]))

    assert taken == (1, 2)
    assert {step.question.left, step.question.right} == {1, 2}
    assert (kept.order, kept.question) == ((1, 2), None)
    assert (turned.order, turned.question) == ((2, 1), None)


def test_what_does_not_contradict_takes_nothing_out() -> None:
    order = [1, 2, 3]

    assert contradicting(order, Answer(1, 2, Outcome.LEFT, None)) == ()
    assert contradicting(order, Answer(1, 2, Outcome.TIE, None)) == ()
    assert contradicting(order, Answer(1, 2, Outcome.SKIP, None)) == ()
    assert contradicting(order, Answer(4, 2, Outcome.LEFT, 4)) == ()
    assert contradicting(order, Answer(1, 3, Outcome.RIGHT, None)) == (1, 3)


def test_a_place_contradicts_as_few_answers_as_can_be() -> None:
    order = [1, 2, 3, 4, 5]
    answers = [Answer(9, 1, Outcome.LEFT, 9), Answer(9, 4, Outcome.RIGHT, 9), Answer(9, 5, Outcome.RIGHT, 9)]

    assert open_gaps(order, Evidence(answers, of=[9]).about(9)) == Gaps(5, 5)
    assert settled_gap(order, Evidence(answers, of=[9]).about(9), Gaps(5, 5)) == 5


@given(st.integers(2, 25), st.floats(0, 0.5), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_any_answers_end_with_every_title_once(count: int, noise: float, rng: Random) -> None:
    truth = list(range(count))
    judge = by_order(truth)

    def unsure(question: Question, turn: int) -> Outcome:
        return rng.choice([Outcome.LEFT, Outcome.RIGHT, Outcome.TIE]) if rng.random() < noise else judge(question, turn)

    game = play({title_id: rng.choice(HALVES) for title_id in truth}, unsure)

    assert sorted(game.order) == truth


def test_probabilities_sum_to_one_with_the_window_around_the_same_stars() -> None:
    stars = {1: 5.0, 2: 4.0, 3: 4.0, 4: 1.0}
    weights = gap_weights([1, 2, 3, 4], stars=stars, own_stars=4.0)

    assert sum(weights) == pytest.approx(1)
    assert [round(weight, 3) for weight in weights] == [0.05, 0.3, 0.3, 0.3, 0.05]
    assert [round(w, 3) for w in gap_weights([1, 2, 3, 4], stars=stars, own_stars=4.5)] == [0.05, 0.8, 0.05, 0.05, 0.05]


def test_estimate_is_near_the_truth_and_falls_to_nothing() -> None:
    truth = titles(120)
    stars = {title_id: HALVES[9 - place // 12] for place, title_id in enumerate(truth)}
    game = play({title_id: stars[title_id] for title_id in titles(120, seed=3)}, by_order(truth))
    guess = next_step(State([], titles(120, seed=3), stars, [])).left_over

    assert 0.6 < guess / len(game.answers) < 1.7
    assert left_over(game.order, [], stars, Evidence(game.answers, of=[])) == 0


@given(st.lists(st.sampled_from([0.0, 3.7, *HALVES])))
def test_stars_of_a_ranking_keep_the_histogram_and_never_rise(ranked: list[float]) -> None:
    given_anew = matched_stars(ranked)

    assert Counter(given_anew) == Counter(ranked)
    assert all(upper >= lower for upper, lower in pairwise(given_anew))


def test_stars_that_follow_the_ranking_already_stay() -> None:
    assert matched_stars([5.0, 4.0, 4.0, 0.5]) == [5.0, 4.0, 4.0, 0.5]
    assert matched_stars([0.5, 5.0, 4.0]) == [5.0, 4.0, 0.5]
