import numpy as np
import pytest

from recommender.dataset import IdMap, Interactions


def build(**changes: object) -> Interactions:
    columns = {"users": [9, 5, 9], "items": [70, 70, 30], "ratings": [4.0, 0.0, 2.5], "timestamps": [100, 200, 300]}
    return Interactions.from_triples(**{**columns, **changes})  # type: ignore[arg-type]


def test_rows_and_columns_follow_the_sorted_ids() -> None:
    data = build()

    assert (data.users.ids.tolist(), data.items.ids.tolist()) == ([5, 9], [30, 70])
    assert data.matrix.toarray().tolist() == [[0.0, 0.0], [2.5, 4.0]]


def test_zero_stars_is_a_rating() -> None:
    data = build()

    assert data.n_ratings == 3
    assert data.history(0).items.tolist() == [1]
    assert data.history(0).ratings.tolist() == [0.0]


def test_times_are_aligned_with_the_data() -> None:
    assert build().timestamps.tolist() == [200, 300, 100]


def test_newest_of_repeated_pairs_counts() -> None:
    data = Interactions.from_triples([1, 1, 1], [2, 2, 2], [1.0, 5.0, 3.0], [10, 30, 20])

    assert (data.matrix.data.tolist(), data.timestamps.tolist()) == ([5.0], [30])


def test_last_given_of_repeated_pairs_at_one_time_counts() -> None:
    assert Interactions.from_triples([1, 1], [2, 2], [1.0, 5.0], [10, 10]).matrix.data.tolist() == [5.0]


def test_given_maps_add_unrated_titles_and_drop_unknown_rows() -> None:
    data = build(item_ids=IdMap.from_ids([1, 2, 70]), user_ids=IdMap.from_ids([5, 9, 11]))

    assert data.matrix.shape == (3, 3)
    assert data.matrix.toarray().tolist() == [[0, 0, 0], [0, 0, 4.0], [0, 0, 0]]
    assert data.item_counts().tolist() == [0, 0, 2]


def test_positives_above_a_rating() -> None:
    data = build()

    assert data.positives().toarray().tolist() == [[0, 1], [1, 1]]
    assert data.positives(2.5).toarray().tolist() == [[0, 0], [1, 1]]
    assert data.positives(3.5).toarray().tolist() == [[0, 0], [0, 1]]


def test_mask_keeps_users_and_items() -> None:
    data = build()

    kept = data.masked(data.matrix.data >= 2.5)

    assert kept.matrix.shape == (2, 2)
    assert kept.timestamps.tolist() == [300, 100]
    assert [len(history) for history in kept.histories()] == [0, 2]


def test_indices_suit_the_compiled_solver() -> None:
    assert build().matrix.indices.dtype == np.int32


def test_fingerprint_depends_on_the_data_and_not_on_the_order_of_rows() -> None:
    shuffled = build(users=[5, 9, 9], items=[70, 30, 70], ratings=[0.0, 2.5, 4.0], timestamps=[200, 300, 100])

    assert build().fingerprint() == shuffled.fingerprint()
    assert len({build().fingerprint(), build(timestamps=[100, 200, 301]).fingerprint()}) == 2
    assert len({build().fingerprint(), build(ratings=[4.0, 0.5, 2.5]).fingerprint()}) == 2


@pytest.mark.parametrize("rating", [-0.5, 5.5])
def test_rating_outside_the_scale_is_refused(rating: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 5"):
        build(ratings=[4.0, rating, 2.5])


def test_unequal_columns_are_refused() -> None:
    with pytest.raises(ValueError, match="equally long"):
        build(timestamps=[1])


def test_map_of_another_size_is_refused() -> None:
    data = build()

    with pytest.raises(ValueError, match="does not fit"):
        Interactions(data.matrix, data.timestamps, data.users, IdMap.from_ids([1]))
