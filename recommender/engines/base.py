"""What fits models, and the engine that does it in this process."""

from typing import Any, Protocol

from recommender.algorithms.base import Progress, Recommender
from recommender.algorithms.config import Config
from recommender.algorithms.registry import registry
from recommender.dataset import Interactions


class EngineError(RuntimeError):
    """The engine cannot do this here, or failed at it; the message is one line for the person who asked."""


class Engine(Protocol):
    """Fits models that are then judged, stored and served like any other."""

    name: str

    def check(self, algorithms: tuple[str, ...]) -> None:
        """EngineError or MissingPackageError where it cannot fit one of them; called before anything else."""

    def fit(
        self, name: str, settings: Config | None, data: Interactions, *, progress: Progress | None = None
    ) -> Recommender[Any]:
        """A fitted model; errors of ``check`` and whatever the algorithm raises, and those of ``progress``."""


class LocalEngine:
    """This process, on all cores of the machine."""

    name = "local"

    def check(self, algorithms: tuple[str, ...]) -> None:
        """Everything that is registered can be fitted here."""

    def fit(
        self, name: str, settings: Config | None, data: Interactions, *, progress: Progress | None = None
    ) -> Recommender[Any]:
        """The model's own ``fit``."""
        return registry.create(name, settings).fit(data, progress=progress)


LOCAL = LocalEngine()
