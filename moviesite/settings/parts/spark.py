"""Spark for trainings that one machine is too small for; it lives in an environment of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from moviesite.settings import env


def spark(data_dir: Path) -> dict[str, Any]:
    """The settings, checked as far as that goes without starting anything."""
    master, hours = env.text("SPARK_MASTER", "local[*]"), env.number("SPARK_HOURS", 4.0)
    if not master.startswith(("local", "spark://", "yarn", "k8s://")):
        raise ImproperlyConfigured(f"SPARK_MASTER must be local[n], spark://host:port, yarn or k8s://…. {env.HINT}")
    if hours <= 0:
        raise ImproperlyConfigured(f"SPARK_HOURS must be positive. {env.HINT}")
    return {
        "SPARK_PYTHON": env.text("SPARK_PYTHON", ""),
        "SPARK_MASTER": master,
        "SPARK_MEMORY": env.text("SPARK_MEMORY", "4g"),
        "SPARK_FOLDER": env.path("SPARK_FOLDER", data_dir / "spark"),
        "SPARK_SECONDS": hours * 3600,
    }
