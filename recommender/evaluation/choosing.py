"""Settings of the models that choose their own, by validation on the training part of the ratings."""

from dataclasses import dataclass, field

from recommender.algorithms.base import Progress, report
from recommender.algorithms.config import Config
from recommender.dataset import Interactions
from recommender.evaluation.hybrid_selection import select_hybrid
from recommender.evaluation.selection import Step, select_default
from recommender.evaluation.splits import Splitter, last_n
from recommender.fusion.default import DefaultConfig


@dataclass(frozen=True)
class Choice:
    """The settings, None for models that have nothing to choose, and how they came about."""

    config: Config | None = None
    steps: list[Step] = field(default_factory=list)


def choose_settings(
    name: str,
    train: Interactions,
    *,
    base: DefaultConfig | None = None,
    splitter: Splitter = last_n,
    seed: int = 0,
    progress: Progress | None = None,
) -> Choice:
    """What suits these ratings, of which nothing may be judged. ``base`` saves the hybrid the search for its base."""
    if name == "default":
        alone = select_default(train, splitter=splitter, seed=seed, progress=progress)
        return Choice(alone.config, alone.steps)
    if name != "hybrid":
        return Choice()
    steps: list[Step] = []
    if base is None:
        first = select_default(
            train, splitter=splitter, seed=seed, progress=lambda done, message: report(progress, 0.6 * done, message)
        )
        base, steps = first.config, first.steps
    mixed = select_hybrid(
        train,
        base,
        splitter=splitter,
        seed=seed,
        progress=lambda done, message: report(progress, 0.6 + 0.4 * done, message),
    )
    return Choice(mixed.config, [*steps, *mixed.steps])
