import numpy as np
import pytest

from recommender.dataset import History, IdMap, Votes


def test_teams_of_all_sizes_fit() -> None:
    votes = Votes.of([[3, 1], [2]], [[4], [5, 6, 7]], [1.0, 0.5])

    assert votes.left.tolist() == [[3, 1], [2, -1]]
    assert votes.right.tolist() == [[4, -1, -1], [5, 6, 7]]
    assert (len(votes), votes.largest) == (2, 7)


def test_without_votes_there_is_no_title() -> None:
    assert (len(Votes.none()), Votes.none().largest) == (0, -1)
    assert (len(Votes.of([], [], [])), Votes.of([], [], []).largest) == (0, -1)


def test_unknown_titles_are_left_out_and_empty_teams_with_them() -> None:
    items = IdMap.from_ids([10, 20, 30])

    votes = Votes.from_external(items, [[10, 99], [99], [20]], [[30], [10], []], [1.0, 0.0, 0.5])

    assert votes.left.tolist() == [[0, -1]]
    assert votes.right.tolist() == [[2]]
    assert votes.share.tolist() == [1.0]


@pytest.mark.parametrize("share", [-0.1, 1.1, np.nan])
def test_shares_outside_0_to_1_are_refused(share: float) -> None:
    with pytest.raises(ValueError, match="share must lie"):
        Votes.of([[1]], [[2]], [share])


def test_columns_that_do_not_fit_are_refused() -> None:
    two = np.zeros((2, 1), dtype=np.int64)

    with pytest.raises(ValueError, match="left must be"):
        Votes(two, two, np.zeros(3, dtype=np.float32))
    with pytest.raises(ValueError, match="must not be negative"):
        Votes(two - 2, two, np.zeros(2, dtype=np.float32))
    with pytest.raises(ValueError, match="share must be"):
        Votes(two, two, np.zeros(2))


def test_a_part_of_a_history_keeps_the_votes() -> None:
    votes = Votes.of([[1]], [[2]], [1.0])
    history = History.of([5, 6], [4.0, 3.0]).with_votes(votes)

    part = history.subset(np.array([True, False]))

    assert part.items.tolist() == [5]
    assert part.votes is votes
