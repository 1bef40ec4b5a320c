"""Who is believed, and which votes look made: pure functions over counts and probabilities, without a database."""

from matchups.abuse.bursts import BURST_LIMIT, BURST_RATIO, Rate, busiest, newcomers_tail, poisson_tail, surprise
from matchups.abuse.outliers import OUTLIER_LIMIT, OUTLIER_MOST, OUTLIER_VOTES, answer_probability, outlier_score
from matchups.abuse.rings import RING_LIMIT, RING_VOTES, choosiness, ring_score
from matchups.abuse.trust import (
    EMAIL_AGE_DAYS,
    LONG_STANDING_DAYS,
    NETWORK_DAYS,
    NETWORK_VOICES,
    WALLET_ACTIVE_DAYS,
    WALLET_AGE_DAYS,
    Evidence,
    Trust,
    has_room,
    shared_trust,
    trust_of,
)

__all__ = [
    "BURST_LIMIT",
    "BURST_RATIO",
    "EMAIL_AGE_DAYS",
    "LONG_STANDING_DAYS",
    "NETWORK_DAYS",
    "NETWORK_VOICES",
    "OUTLIER_LIMIT",
    "OUTLIER_MOST",
    "OUTLIER_VOTES",
    "RING_LIMIT",
    "RING_VOTES",
    "WALLET_ACTIVE_DAYS",
    "WALLET_AGE_DAYS",
    "Evidence",
    "Rate",
    "Trust",
    "answer_probability",
    "busiest",
    "choosiness",
    "has_room",
    "newcomers_tail",
    "outlier_score",
    "poisson_tail",
    "ring_score",
    "shared_trust",
    "surprise",
    "trust_of",
]
