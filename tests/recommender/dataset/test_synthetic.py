import numpy as np

from recommender.dataset.synthetic import checkerboard, empty, long_tail, taste_groups


def test_checkerboard_withholds_one_item_of_the_own_colour() -> None:
    data, withheld = checkerboard(6)

    assert data.history(2).items.tolist() == [0, 4]
    assert withheld[2] == 2


def test_taste_groups_are_the_same_for_the_same_seed() -> None:
    first, second, other = taste_groups(30, 20, seed=1), taste_groups(30, 20, seed=1), taste_groups(30, 20, seed=2)

    assert first.fingerprint() == second.fingerprint()
    assert first.fingerprint() != other.fingerprint()


def test_long_tail_is_long() -> None:
    counts = np.sort(long_tail(200, 500, 5_000).item_counts())[::-1]

    assert counts[:50].sum() > counts[250:].sum()


def test_empty_has_its_shape() -> None:
    assert empty(3, 4).matrix.shape == (3, 4)
