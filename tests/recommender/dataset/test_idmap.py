import numpy as np
import pytest

from recommender.dataset import IdMap


def test_positions_follow_the_sorted_ids() -> None:
    idmap = IdMap.from_ids([40, 7, 7, 12])

    assert idmap.ids.tolist() == [7, 12, 40]
    assert len(idmap) == 3


def test_unknown_ids_map_to_minus_one() -> None:
    assert IdMap.from_ids([7, 12, 40]).to_dense([40, 8, 7, 99, -1]).tolist() == [2, -1, 0, -1, -1]


def test_there_and_back() -> None:
    idmap = IdMap.from_ids(range(100, 200, 3))

    assert idmap.to_external(idmap.to_dense(idmap.ids)).tolist() == idmap.ids.tolist()


@pytest.mark.parametrize("outside", [-1, 2])
def test_index_outside_is_refused(outside: int) -> None:
    with pytest.raises(IndexError):
        IdMap.from_ids([5, 6]).to_external([outside])


def test_membership() -> None:
    idmap = IdMap.from_ids([5, 6])

    assert (5 in idmap, 7 in idmap, "5" in idmap) == (True, False, False)


def test_empty_map_knows_nothing() -> None:
    assert IdMap.from_ids([]).to_dense([1, 2]).tolist() == [-1, -1]


def test_equal_ids_make_equal_maps() -> None:
    first, second = IdMap.from_ids([1, 2]), IdMap.from_ids([2, 1])

    assert (first == second, hash(first) == hash(second), first == IdMap.from_ids([1])) == (True, True, False)


@pytest.mark.parametrize("ids", [np.array([2, 1]), np.array([1, 1]), np.array([[1]]), np.array([1.0])])
def test_unsorted_repeated_or_mistyped_ids_are_refused(ids: np.ndarray) -> None:
    with pytest.raises(ValueError, match="ids must"):
        IdMap(ids)
