"""Tables of the matchups."""

from matchups.models.comparison import Comparison, PairTally
from matchups.models.finding import Finding, VoterTrust
from matchups.models.standing import Lineup, Refit, Standing, StandingPoint, TitleStanding
from matchups.models.top4 import Top4Entry, Top4Set
from matchups.models.vote import RatingChange, Vote

__all__ = [
    "Comparison",
    "Finding",
    "Lineup",
    "PairTally",
    "RatingChange",
    "Refit",
    "Standing",
    "StandingPoint",
    "TitleStanding",
    "Top4Entry",
    "Top4Set",
    "Vote",
    "VoterTrust",
]
