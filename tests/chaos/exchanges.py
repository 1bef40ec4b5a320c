"""Puts models into service beside a site at work, every other one damaged: `python -m tests.chaos.exchanges 200`."""

from __future__ import annotations

import json
import sys
import time

import django

PATIENCE = 20.0  # seconds in which somebody must have met a damaged version


def exchange(number: int) -> None:
    """The last two versions take turns, and after each comes a damaged copy; says whom it exchanged and who was met."""
    from recommender.models import ModelVersion
    from recommender.registry.versions import promote
    from tests.recommender.damages import DAMAGES, damaged_copy

    good = list(ModelVersion.objects.filter(algorithm="default").order_by("-pk")[:2])
    met = 0
    for turn in range(number):
        source = good[turn % 2]
        promote(source)
        damaged = promote(damaged_copy(source, turn, DAMAGES[turn % len(DAMAGES)]))
        met += _is_met(damaged.pk)
    promote(good[0])
    sys.stdout.write(json.dumps({"good": [str(version) for version in good], "met": met}))


def _is_met(pk: int) -> bool:
    """Whether a process of the site took it out of service; waits for it."""
    from recommender.enums import ModelStatus
    from recommender.models import ModelVersion

    patience = time.monotonic() + PATIENCE
    while time.monotonic() < patience:
        if ModelVersion.objects.filter(pk=pk, status=ModelStatus.BROKEN).exists():
            return True
        time.sleep(0.05)
    return False


if __name__ == "__main__":
    django.setup()
    exchange(int(sys.argv[1]))
