"""The engines of this installation, by name."""

from __future__ import annotations

from django.conf import settings

from recommender.engines.base import LOCAL, Engine
from recommender.engines.spark import SparkEngine, SparkOptions

ENGINES = (LOCAL.name, SparkEngine.name)


def engine_of(name: str, *, spark_master: str = "", spark_python: str = "") -> Engine:
    """One of ENGINES; what is not said about Spark is taken from the settings. KeyError for a name that is none."""
    if name == SparkEngine.name:
        return SparkEngine(
            SparkOptions(
                python=spark_python or settings.SPARK_PYTHON,
                master=spark_master or settings.SPARK_MASTER,
                folder=settings.SPARK_FOLDER,
                memory=settings.SPARK_MEMORY,
                timeout=settings.SPARK_SECONDS,
            )
        )
    return {LOCAL.name: LOCAL}[name]
