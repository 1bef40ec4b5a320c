"""Guards the private solver of implicit that the factorisation calls."""

import inspect

import implicit
import numpy as np
from implicit.cpu import _als

from recommender.algorithms.als_solver import Objective, factorise, fold_in
from recommender.algorithms.implicit_plain import ImplicitPlain, ImplicitPlainConfig
from recommender.dataset import FloatArray
from recommender.dataset.synthetic import taste_groups
from recommender.dataset.types import CsrMatrix


def loss(positives: CsrMatrix, users: FloatArray, items: FloatArray, objective: Objective) -> float:
    """The objective, term by term, on dense matrices."""
    dense = positives.toarray()
    predicted = users @ items.T
    error = (dense * (predicted - objective.alpha / (objective.alpha - 1)) ** 2).sum() * (objective.alpha - 1)
    ridge_users = sum(objective.ridge(n, dense.shape[1]) * (u @ u) for n, u in zip(dense.sum(1), users, strict=True))
    ridge_items = sum(objective.ridge(n, dense.shape[0]) * (i @ i) for n, i in zip(dense.sum(0), items, strict=True))
    return float(error + (predicted**2).sum() + ridge_users + ridge_items)


def test_pinned_version_has_the_solver() -> None:
    assert implicit.__version__ == "0.7.3"
    assert list(inspect.signature(_als.least_squares_cg).parameters)[:4] == ["Cui", "X", "Y", "regularization"]


def test_more_iterations_lower_the_loss() -> None:
    positives = taste_groups(50, 30, seed=5).positives()
    objective = Objective(0.01, 0.2)

    losses = [
        loss(positives, *factorise(positives, 6, iterations, objective, seed=0), objective) for iterations in (1, 4, 30)
    ]

    assert losses == sorted(losses, reverse=True)
    assert losses[2] < 0.9 * losses[0]


def test_converged_user_factors_equal_the_fold_in() -> None:
    positives = taste_groups(50, 30, seed=5).positives()
    objective = Objective(0.02, 0.3)
    users, items = factorise(positives, 6, 200, objective, seed=0)

    own = positives.indices[positives.indptr[4] : positives.indptr[5]]
    folded = fold_in(items[own], items.T @ items, np.ones(own.size, dtype=np.float32), objective, 30)

    cosine = folded @ users[4] / (np.linalg.norm(folded) * np.linalg.norm(users[4]))
    assert cosine > 0.999


def test_fold_in_equals_the_library_for_full_weights() -> None:
    data = taste_groups(50, 30, seed=5)
    plain = ImplicitPlain(ImplicitPlainConfig(factors=6)).fit(data)
    library = plain.library_model
    objective = Objective(0.01, 0.5)
    own = data.history(3).items
    library.alpha, library.regularization = objective.alpha, objective.ridge(own.size, 30)

    expected = library.recalculate_user(3, data.positives()[3])
    factors = library.item_factors
    folded = fold_in(factors[own], factors.T @ factors, np.ones(own.size, dtype=np.float32), objective, 30)

    np.testing.assert_allclose(folded, expected, rtol=1e-3, atol=1e-5)


def test_vanishing_weight_has_vanishing_influence() -> None:
    _, items = factorise(taste_groups(50, 30, seed=5).positives(), 6, 10, Objective(0.01, 0.2), seed=0)
    objective, gram = Objective(0.01, 0.2), items.T @ items

    with_faint = fold_in(items[[2, 9]], gram, np.array([1.0, 1e-6], dtype=np.float32), objective, 30)
    without = fold_in(items[[2]], gram, np.ones(1, dtype=np.float32), objective, 30)

    np.testing.assert_allclose(with_faint, without, atol=1e-4)


def test_rows_without_positives_get_no_factor() -> None:
    positives = taste_groups(20, 30, per_user=3, seed=6).positives()

    _, items = factorise(positives, 4, 3, Objective(0.01, 0.2), seed=0)

    rated = np.bincount(positives.indices, minlength=30) > 0
    assert np.any(items != 0, axis=1).tolist() == rated.tolist()
