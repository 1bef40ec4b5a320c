"""The strengths of films and of sets from all votes at once, whatever their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from matchups.bradley_terry.errors import InvalidOutcomesError
from matchups.bradley_terry.likelihood import Likelihood
from matchups.bradley_terry.outcomes import FloatArray, Outcomes
from matchups.bradley_terry.solver import maximise
from matchups.bradley_terry.uncertainty import EXACT_FILMS, SAMPLES, exact, sampled

# Standard deviation of a film's strength before any vote, in logits. A set, the mean of four, then has 1: two sets out
# of three lie within 174 Elo points of the middle.
PRIOR_SD = 2.0


@dataclass(frozen=True)
class Fit:
    """Strengths and their standard errors in logits; 0 is the middle of the field. See `scale` for Elo points.

    films, film_errors: float64[n_films]; sets, set_errors: float64[n_sets], also for sets no vote was cast on.
    steps: Newton steps taken; gradient: the largest entry of the gradient at the end, in votes.
    """

    films: FloatArray
    film_errors: FloatArray
    sets: FloatArray
    set_errors: FloatArray
    steps: int
    gradient: float


def fit(
    outcomes: Outcomes,
    *,
    prior_sd: float = PRIOR_SD,
    seed: int = 0,
    samples: int = SAMPLES,
    exact_films: int = EXACT_FILMS,
    progress: Callable[[str], None] | None = None,
) -> Fit:
    """Fit the maximum a posteriori; equal arguments give equal results.

    Bradley and Terry (1952) with teams: Huang, Lin and Weng, "Ranking Individuals by Group Comparisons", JMLR 9 (2008).
    A tie is half a win for each side. More than exact_films films: errors come from so many samples drawn by seed.
    progress is told in words how far it is. Raises InvalidOutcomesError, and NotConvergedError, which no valid votes
    are known to cause.
    """
    if not prior_sd > 0:
        raise InvalidOutcomesError("the prior needs a positive standard deviation")
    if samples < 2:
        raise InvalidOutcomesError("a standard error needs two samples at least")
    say = progress or _silent
    likelihood = Likelihood(outcomes, ridge=prior_sd**-2)
    films, steps, gradient = maximise(likelihood, lambda step, size: say(f"step {step}: gradient {size:.1e}"))
    if likelihood.n_films <= exact_films:
        film_errors, set_errors = exact(likelihood, films)
    else:
        film_errors, set_errors = sampled(
            likelihood, films, samples=samples, seed=seed, on_block=lambda done: say(f"{done} of {samples} samples")
        )
    return Fit(films, film_errors, likelihood.teams @ films, set_errors, steps, gradient)


def _silent(_: str) -> None:
    return None
