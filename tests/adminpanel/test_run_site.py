"""What `manage.py run_site` prepares before it serves."""

from __future__ import annotations

from typing import Any

import pytest

from adminpanel.management.commands import run_site
from recommender.enums import ModelStatus
from recommender.models import ModelVersion
from tests.factories import make_title

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
