from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from recommender.engines import exchange
from recommender.engines.base import EngineError

EXPECTED = np.array([True, False, True])


def answered(folder: Path, items: list[int], factors: np.ndarray) -> Path:
    np.save(folder / "items.npy", np.array(items, dtype=np.int64))
    np.save(folder / "factors.npy", factors)
    (folder / "facts.json").write_text('{"spark": "4"}')
    return folder


def test_ratings_are_written_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "PART", 3)
    monkeypatch.setattr(exchange, "ROWS", 2)
    positives = csr_matrix(np.array([[1.0, 0.5, 0.0], [0.0, 0.0, 0.0], [1.0, 1.0, 0.25]], dtype=np.float32))

    parts = exchange.write_ratings(positives, tmp_path / "ratings")

    assert parts == 2
    assert (tmp_path / "ratings" / "part-00000.csv").read_text() == "0,0,1\n0,1,0.5\n2,0,1\n"
    assert (tmp_path / "ratings" / "part-00001.csv").read_text() == "2,1,1\n2,2,0.25\n"


def test_factors_find_their_items_whatever_the_order(tmp_path: Path) -> None:
    answered(tmp_path, [2, 0], np.array([[3.0, 4.0], [1.0, 2.0]], dtype=np.float32))

    factors, facts = exchange.read_factors(tmp_path, 2, EXPECTED)

    np.testing.assert_array_equal(factors, np.array([[1.0, 2.0], [0.0, 0.0], [3.0, 4.0]], dtype=np.float32))
    assert facts == {"spark": "4"}


@pytest.mark.parametrize(
    ("items", "factors", "reason"),
    [
        ([0, 2], np.ones((2, 3), dtype=np.float32), r"float32\[2, 3\], not float32 of rank 2"),
        ([0, 2], np.ones((2, 2)), r"float64\[2, 2\], not float32 of rank 2"),
        ([0, 1], np.ones((2, 2), dtype=np.float32), "not those of the titles"),
        ([0], np.ones((1, 2), dtype=np.float32), "not those of the titles"),
        ([0, 2], np.full((2, 2), np.nan, dtype=np.float32), "not finite"),
    ],
)
def test_factors_that_do_not_fit_are_refused(
    tmp_path: Path, items: list[int], factors: np.ndarray, reason: str
) -> None:
    answered(tmp_path, items, factors)

    with pytest.raises(EngineError, match=reason):
        exchange.read_factors(tmp_path, 2, EXPECTED)


@pytest.mark.parametrize("missing", ["items.npy", "factors.npy", "facts.json"])
def test_an_answer_in_parts_is_none(tmp_path: Path, missing: str) -> None:
    answered(tmp_path, [0, 2], np.ones((2, 2), dtype=np.float32))
    (tmp_path / missing).unlink()

    with pytest.raises(EngineError, match="no factors that can be read"):
        exchange.read_factors(tmp_path, 2, EXPECTED)


def test_objects_are_never_read(tmp_path: Path) -> None:
    answered(tmp_path, [0, 2], np.array([[{}], [{}]], dtype=object))

    with pytest.raises(EngineError, match="no factors that can be read"):
        exchange.read_factors(tmp_path, 1, EXPECTED)
