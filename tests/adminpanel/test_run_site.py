"""What `manage.py run_site` prepares before it serves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from adminpanel.management.commands import run_site
from adminpanel.models import DailyFigure, HealthSample
from adminpanel.selectors.overview.health import health
from adminpanel.selectors.overview.usage import usage
from ratings.services.rating import create_rating
from recommender.enums import ModelStatus
from recommender.models import ModelVersion
from tests.factories import make_member, make_title

pytestmark = pytest.mark.django_db


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the commands that it would have run."""
    names: list[str] = []

    def note(name: str, *_: Any, **__: Any) -> None:
        names.append(name)

    monkeypatch.setattr(run_site, "call_command", note)
    return names


def _serves(algorithm: str) -> None:
    ModelVersion.objects.create(
        algorithm=algorithm,
        version="1",
        status=ModelStatus.ACTIVE,
        active_key=algorithm,
        data_fingerprint="",
        sha256="",
    )


@pytest.mark.parametrize(
    ("algorithm", "expected"), [(None, ["train"]), ("reviews", ["train"]), ("default", []), ("popularity", [])]
)
def test_the_first_models_of_taste_are_trained_whatever_else_is_there(
    called: list[str], algorithm: str | None, expected: list[str]
) -> None:
    make_title()
    if algorithm is not None:
        _serves(algorithm)

    run_site.Command()._prepare(demo=True)

    assert called == expected


def test_an_empty_site_is_filled_before_it_learns(called: list[str]) -> None:
    run_site.Command()._prepare(demo=True)

    assert called == ["seed_demo", "train"]


def test_without_the_demo_nothing_is_made_up(called: list[str]) -> None:
    run_site.Command()._prepare(demo=False)

    assert called == []


def test_the_dashboard_is_drawn_from_the_first_minute() -> None:
    create_rating(member=make_member(), title_id=make_title().pk, value=4)
    today = timezone.now().date()

    run_site.Command()._prepare(demo=False)

    counted = DailyFigure.objects.filter(name="ratings").order_by("-day").values_list("day", "value")
    assert list(counted) == [(today - timedelta(days=back), float(back == 0)) for back in range(35)]
    assert usage().answer == "It begins."
    assert HealthSample.objects.count() == 1
    assert health().lamps[0].says == "runs"


def test_the_first_drift_is_measured_when_the_first_models_are(
    called: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_title()
    monkeypatch.setattr(run_site, "measure_drift", lambda: called.append("measured"))

    run_site.Command()._prepare(demo=True)
    _serves("default")
    run_site.Command()._prepare(demo=True)

    assert called == ["train", "measured"]


def test_a_second_start_counts_no_day_twice() -> None:
    run_site.Command()._prepare(demo=False)
    first = list(DailyFigure.objects.order_by("day", "name").values_list("pk", "day", "name", "value"))

    run_site.Command()._prepare(demo=False)

    assert list(DailyFigure.objects.order_by("day", "name").values_list("pk", "day", "name", "value")) == first
    assert len(first) == 35 * 10
