"""Settings of the models that choose their own: by validation on the training part of the ratings."""

from __future__ import annotations

from collections.abc import Mapping

from recommender.algorithms.base import Progress
from recommender.algorithms.config import Config
from recommender.dataset import Interactions
from recommender.evaluation.hybrid_selection import select_hybrid
from recommender.evaluation.selection import select_default
from recommender.fusion.default import DefaultConfig
from recommender.models import ModelVersion
from recommender.registry.versions import active_version


def chosen_settings(
    name: str, train: Interactions, fingerprint: str, made: Mapping[str, ModelVersion], progress: Progress
) -> Config | None:
    """What suits these ratings; None for models that have nothing to choose.

    ``train`` is the part that nothing is judged on. The hybrid takes the base that was chosen for the same ratings
    (``fingerprint`` is that of all of them), in this run (``made``) or before.
    """
    if name == "default":
        return select_default(train, progress=progress).config
    if name == "hybrid":
        base = made.get("default") or active_version("default")
        if base is not None and base.data_fingerprint == fingerprint:
            return select_hybrid(train, DefaultConfig.from_json(base.config), progress=progress).config
        settings = select_default(train, progress=lambda done, message: progress(0.5 * done, message)).config
        return select_hybrid(train, settings, progress=lambda done, message: progress(0.5 + 0.5 * done, message)).config
    return None
