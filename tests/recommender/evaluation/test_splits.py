import numpy as np
import pytest

from recommender.dataset import Interactions
from recommender.dataset.synthetic import empty, taste_groups
from recommender.evaluation.splits import (
    by_day,
    last_n,
    leave_one_out,
    newest_only,
    popular_enough,
    random_n,
    sampled,
    strong,
    temporal,
)


def diary() -> Interactions:
    """User 0 saw items 3, 1, 2, 0 in this order, user 1 item 0 only, user 2 items 2 and 3 at one time."""
    users, items = [0, 0, 0, 0, 1, 2, 2], [3, 1, 2, 0, 0, 2, 3]
    return Interactions.from_triples(users, items, [4.0] * 7, [10, 20, 30, 40, 15, 50, 50])


def test_last_n_holds_out_the_newest_and_leaves_one() -> None:
    split = last_n(diary(), 2)

    assert split.users.tolist() == [0, 2]
    assert [held.tolist() for held in split.held_out] == [[0, 2], [3]]
    assert [history.items.tolist() for history in split.train.histories()] == [[1, 3], [0], [2]]


def test_leave_one_out_holds_out_the_newest() -> None:
    split = leave_one_out(diary())

    assert [held.tolist() for held in split.held_out] == [[0], [3]]


def test_temporal_holds_out_what_came_after_the_cutoff() -> None:
    split = temporal(diary(), share=0.4)

    assert split.users.tolist() == [0]
    assert [held.tolist() for held in split.held_out] == [[0]]
    assert int(split.train.timestamps.max()) == 30


@pytest.mark.parametrize("splitter", [last_n, leave_one_out, temporal, random_n])
def test_nothing_is_lost_and_nothing_is_in_both_parts(splitter: object) -> None:
    data = taste_groups(40, 30)

    split = splitter(data)  # type: ignore[operator]

    for user, held in zip(split.users, split.held_out, strict=True):
        known = split.train.history(int(user)).items
        assert sorted([*known, *held]) == data.history(int(user)).items.tolist()


def test_validation_part_comes_from_the_training_part() -> None:
    split = last_n(taste_groups(40, 30), 3)

    validation = last_n(split.train, 3)

    at = {int(user): held for user, held in zip(split.users, split.held_out, strict=True)}
    for user, held in zip(validation.users, validation.held_out, strict=True):
        assert np.intersect1d(held, at[int(user)]).size == 0


@pytest.mark.parametrize("splitter", [last_n, leave_one_out, temporal, random_n])
def test_empty_data_holds_out_nothing(splitter: object) -> None:
    assert splitter(empty(3, 4)).users.size == 0  # type: ignore[operator]


def test_rare_items_are_left_out() -> None:
    assert popular_enough(diary(), 2).items.ids.tolist() == [0, 2, 3]


def test_sample_is_a_part_of_the_split() -> None:
    split = last_n(taste_groups(40, 30), 2)

    part = sampled(split, 7)

    assert part.users.size == len(part.held_out) == 7
    assert set(part.users.tolist()) < set(split.users.tolist())
    assert sampled(split, 1_000) is split


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(ValueError, match="n must"):
        last_n(diary(), 0)
    with pytest.raises(ValueError, match="share"):
        temporal(diary(), 1.0)


def test_cut_to_the_day_changes_times_only() -> None:
    data = Interactions.from_triples([0, 0, 0], [1, 2, 3], [4.0] * 3, [86_399, 86_401, 86_400 * 3])
    split = last_n(data, 1)

    cut = by_day(split)

    assert cut.train.timestamps.tolist() == [0, 86_400]
    assert cut.train.matrix is split.train.matrix
    assert cut.held_out is split.held_out


def test_strong_generalisation_judges_users_that_training_has_not_seen() -> None:
    data = taste_groups(50, 30, seed=2)

    split = strong(data, seed=4)

    assert split.users.size == 10
    assert np.diff(split.train.matrix.indptr)[split.users].tolist() == [0] * 10
    assert split.train.n_ratings + split.inputs.n_ratings + sum(map(len, split.held_out)) == data.n_ratings
    for user, wanted in zip(split.users, split.held_out, strict=True):
        known, whole = split.inputs.history(int(user)).items, data.history(int(user)).items
        assert sorted([*known.tolist(), *wanted.tolist()]) == whole.tolist()
        assert wanted.size == max(1, round(0.2 * whole.size))


def test_strong_generalisation_asks_only_for_items_of_others() -> None:
    data = Interactions.from_triples([0, 0, 0, 1, 1], [0, 1, 2, 0, 1], [4.0] * 5, [1] * 5)

    splits = [strong(data, seed=seed) for seed in range(10)]

    asked = {int(item) for split in splits for wanted in split.held_out for item in wanted}
    assert asked == {0, 1}
    assert all(split.users.size == 1 for split in splits)


def test_seed_decides_who_is_unseen_and_what_is_hidden() -> None:
    data = taste_groups(50, 30, seed=2)

    for splitter in (strong, random_n):
        first, again, other = (splitter(data, seed=seed) for seed in (1, 1, 2))

        hidden = [[wanted.tolist() for wanted in split.held_out] for split in (first, again, other)]
        assert hidden[0] == hidden[1]
        assert hidden[0] != hidden[2]


@pytest.mark.parametrize(("share", "folded_in"), [(0.0, 0.8), (1.0, 0.8), (0.2, 0.0), (0.2, 1.0)])
def test_strong_split_needs_sensible_shares(share: float, folded_in: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        strong(diary(), share=share, folded_in=folded_in)


def test_newest_only_shortens_what_members_are_known_by() -> None:
    split = newest_only(last_n(diary(), 1), 1)

    assert [history.items.tolist() for history in split.inputs.histories()] == [[2], [0], [2]]
    assert split.train.n_ratings == 5
