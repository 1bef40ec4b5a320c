"""Models behind one interface; ``registry`` names them, ``base`` says what they promise."""

from recommender.algorithms.base import NotFittedError, Progress, Recommender, StateError
from recommender.algorithms.config import Config, ConfigError
from recommender.algorithms.topk import topk, topk_batch

__all__ = ["Config", "ConfigError", "NotFittedError", "Progress", "Recommender", "StateError", "topk", "topk_batch"]
