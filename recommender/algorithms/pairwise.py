"""What votes between teams of titles say about one member's factor.

The model of Bradley and Terry 1952 on predicted scores: the left team wins with probability
``sigmoid(sharpness * d . (mean of its factors - mean of the right team's))``, where d is how far the votes move the
member from the factor that the watched titles give. Item factors stay as they are, so a vote needs no retraining. The
pairwise term is that of BPR (Rendle et al., UAI 2009) with teams in place of titles. Why the margin is of the move
alone, and where the stiffness comes from, is in docs/decisions/0013-votes-as-taste.md.
"""

import numpy as np
from scipy.linalg import lapack
from scipy.special import expit

from recommender.dataset import FloatArray
from recommender.dataset.types import BoolArray, DoubleArray, IntArray
from recommender.dataset.votes import Votes

FLOOR = 1e-4  # of the largest eigenvalue: directions below it are as good as empty
STEPS = 4
HALVINGS = 6  # of a Newton step that would lead uphill


def differences(item_factors: FloatArray, covered: BoolArray, votes: Votes) -> tuple[DoubleArray, DoubleArray]:
    """Mean factor of the left team minus that of the right, float64[m, f], and the share of the left, float64[m].

    Titles outside ``covered`` are left out of the means, votes without any covered title on a side are dropped.
    """
    left, right = _seated(covered, votes.left), _seated(covered, votes.right)
    judged = left.any(axis=1) & right.any(axis=1)
    apart = _means(item_factors, votes.left[judged], left[judged])
    apart -= _means(item_factors, votes.right[judged], right[judged])
    return apart, votes.share[judged].astype(np.float64)


def _seated(covered: BoolArray, team: IntArray) -> BoolArray:
    if not covered.size:
        return np.zeros(team.shape, dtype=np.bool_)
    return np.asarray((team >= 0) & covered[team])


def _means(item_factors: FloatArray, team: IntArray, seated: BoolArray) -> DoubleArray:
    shares = seated / np.maximum(seated.sum(axis=1, keepdims=True), 1)
    return np.asarray(np.einsum("mw,mwf->mf", shares, item_factors[team].astype(np.float64)))


def stiffness(gram: FloatArray) -> DoubleArray:
    """What it costs a member to move, float64[f, f]: the inverse of the titles' gram matrix times its mean eigenvalue.

    At a minimum of the ALS objective the gram matrices of users and items, weighted by their ridges, are equal. So the
    inverse is the shape of a Gaussian prior over members: cheap is what members differ in, dear is what is noise.
    The mean weighs eigenvalues by themselves, so that directions without any title do not count.
    """
    values, vectors = np.linalg.eigh(gram.astype(np.float64))
    largest = float(values.max(initial=0.0))
    if largest <= 0:
        return np.eye(gram.shape[0])
    mean = float(values @ values) / float(values.sum())
    return np.asarray((vectors * (mean / np.maximum(values, FLOOR * largest))) @ vectors.T)


def loss(
    moved: DoubleArray, design: DoubleArray, share: DoubleArray, weight: float
) -> tuple[float, DoubleArray, DoubleArray]:
    """``moved . moved / 2 + weight * log-loss``: value, gradient float64[f], and p (1 - p) per vote, float64[m].

    design: float64[m, f], the margins of the votes are ``design @ moved``; share: float64[m] of the left team.
    """
    margin = design @ moved
    chance = expit(margin)
    value = 0.5 * float(moved @ moved) + weight * float(np.sum(np.logaddexp(0.0, margin) - share * margin))
    return value, moved + weight * (design.T @ (chance - share)), chance * (1.0 - chance)


def move(
    cost: DoubleArray, apart: DoubleArray, share: DoubleArray, *, weight: float, sharpness: float, steps: int = STEPS
) -> FloatArray:
    """How far votes move a member's factor, float32[f]: minimises ``d' cost d / 2 + weight * log-loss`` over d.

    cost: float64[f, f], positive definite; apart, share: from ``differences``. Newton's method in coordinates that
    make the cost round; it is strictly convex, so a handful of steps suffices. LinAlgError for another cost.
    """
    lower, info = lapack.dpotrf(cost, lower=1)
    if info != 0:
        raise np.linalg.LinAlgError("the cost of moving is not positive definite")
    design = np.ascontiguousarray(lapack.dtrtrs(lower, apart.T, lower=1)[0].T) * sharpness
    moved = np.zeros(cost.shape[0])
    value, gradient, curvature = loss(moved, design, share, weight)
    for _ in range(steps):
        hessian = (design.T * (weight * curvature)) @ design
        hessian.flat[:: moved.size + 1] += 1.0
        step = lapack.dposv(hessian, gradient, lower=1)[1]
        for _ in range(HALVINGS):
            there = loss(moved - step, design, share, weight)
            if there[0] <= value:
                break
            step = step / 2
        else:
            break
        moved = moved - step
        value, gradient, curvature = there
    return np.asarray(lapack.dtrtrs(lower, moved, lower=1, trans=1)[0], dtype=np.float32)
