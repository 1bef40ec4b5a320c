"""Bradley-Terry with sets of four films as teams: strengths of films and sets, with standard errors."""

from matchups.bradley_terry.errors import InvalidOutcomesError, NotConvergedError
from matchups.bradley_terry.fit import PRIOR_SD, Fit, fit
from matchups.bradley_terry.outcomes import Outcomes
from matchups.bradley_terry.scale import Z95, interval, to_elo

__all__ = [
    "PRIOR_SD",
    "Z95",
    "Fit",
    "InvalidOutcomesError",
    "NotConvergedError",
    "Outcomes",
    "fit",
    "interval",
    "to_elo",
]
