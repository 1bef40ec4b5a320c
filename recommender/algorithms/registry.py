"""Names of the models. Dotted paths keep heavy imports out until a model is wanted."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from recommender.algorithms.base import Recommender
from recommender.algorithms.config import Config


class UnknownAlgorithmError(LookupError):
    """No model is registered under this name."""


class AlgorithmRegistry:
    """Model classes by name; a test may build its own."""

    def __init__(self) -> None:
        self._paths: dict[str, str] = {}

    def register(self, name: str, path: str) -> None:
        """Register ``package.module:Class`` under a name. ValueError when the name is taken."""
        if name in self._paths:
            raise ValueError(f"{name} is already registered")
        self._paths[name] = path

    def get(self, name: str) -> type[Recommender[Any]]:
        """The class of that name; UnknownAlgorithmError if there is none."""
        if name not in self._paths:
            raise UnknownAlgorithmError(f"{name!r} is not one of: {', '.join(sorted(self._paths))}")
        module, _, attribute = self._paths[name].partition(":")
        found = getattr(import_module(module), attribute)
        if not (isinstance(found, type) and issubclass(found, Recommender)):
            raise TypeError(f"{self._paths[name]} is not a Recommender")
        return found

    def create(self, name: str, settings: dict[str, Any] | Config | None = None) -> Recommender[Any]:
        """An unfitted model; settings are a Config or its JSON form."""
        cls = self.get(name)
        if isinstance(settings, dict):
            settings = cls.config_class.from_json(settings)
        return cls(settings)

    def __contains__(self, name: object) -> bool:
        return name in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)


registry = AlgorithmRegistry()
for _name, _path in {
    "popularity": "recommender.algorithms.popularity:Popularity",
    "item_knn": "recommender.algorithms.item_knn:ItemKnn",
    "user_knn": "recommender.algorithms.user_knn:UserKnn",
    "svd": "recommender.algorithms.svd:Svd",
    "neural_cf": "recommender.algorithms.neural_cf:NeuralCf",
    "implicit": "recommender.algorithms.implicit_plain:ImplicitPlain",
    "als": "recommender.algorithms.als:Als",
    "ease": "recommender.algorithms.ease:Ease",
    "content": "recommender.algorithms.content:Content",
    "deep_content": "recommender.algorithms.deep_content:DeepContent",
    "language": "recommender.algorithms.language:LanguagePreference",
    "regional": "recommender.algorithms.regional:RegionalPreference",
    "mood": "recommender.algorithms.mood:MoodMatch",
    "default": "recommender.fusion.default:DefaultRecommender",
    "hybrid": "recommender.fusion.hybrid:Hybrid",
}.items():
    registry.register(_name, _path)
