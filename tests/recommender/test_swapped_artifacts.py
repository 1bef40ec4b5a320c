"""Versions exchanged, damaged and deleted while members ask: always an answer, always of one whole version."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from catalog.models import Title
from ratings.services.rating import rate_title
from recommender.enums import ModelStatus
from recommender.models import ModelVersion
from recommender.registry.versions import artifact_store, promote, register_version
from recommender.services.recommend import get_recommendations
from recommender.services.training import run_training
from recommender.serving import models as serving_models
from tests.factories import make_member

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
#: Who asks at once, and how often each damage is done; the larger one is 203 exchanges (R19).
SIZES = [(8, 3), pytest.param(16, 29, marks=pytest.mark.chaos)]


def _largest(folder: Path) -> Path:
    return max(folder.glob("*.npy"), key=lambda file: file.stat().st_size)


def _cut(folder: Path) -> None:
    victim = _largest(folder)
    victim.write_bytes(victim.read_bytes()[:-100])


def _flip(folder: Path) -> None:
    victim = _largest(folder)
    content = bytearray(victim.read_bytes())
    content[-3] ^= 0x10
    victim.write_bytes(content)


def _half_written(folder: Path) -> None:
    for file in sorted(folder.glob("*.npy"))[1:]:
        file.unlink()


DAMAGES: list[Callable[[Path], Any]] = [
    _cut,
    _flip,
    _half_written,
    lambda folder: _largest(folder).write_bytes(b""),
    lambda folder: _largest(folder).write_bytes(b"\x80\x04cos\nsystem\n(S'true'\ntR."),
    lambda folder: (folder / "manifest.json").unlink(),
    lambda folder: folder.rename(folder.parent / "elsewhere"),
]


def _damaged_copy(source: ModelVersion, number: int, damage: Callable[[Path], Any]) -> ModelVersion:
    """A new version with the arrays of another, registered and then damaged."""
    store, name = artifact_store(), f"copy-{number}"
    loaded = store.load(source.algorithm, source.version)
    manifest = store.save(
        loaded.model,
        name,
        fingerprint="copy",
        created_at=timezone.now(),
        extra=loaded.manifest.extra,
    )
    digest = store.digest(source.algorithm, name)
    damage(store.path(source.algorithm, name))
    if (moved := store.path(source.algorithm, "elsewhere")).exists():
        moved.rename(moved.parent / f"elsewhere-{number}")
    return register_version(manifest=manifest, digest=digest, size=1, interactions=1, status=ModelStatus.CANDIDATE)


@pytest.mark.parametrize(("clients", "rounds"), SIZES)
def test_who_asks_meanwhile_gets_one_whole_version(camps: list[list[Title]], clients: int, rounds: int) -> None:
    wish = {"liked": [title.pk for title in camps[0][:2]], "limit": 6, "adventure": 0.0}
    good: list[ModelVersion] = []
    expected: dict[str, list[tuple[int, float]]] = {}
    for viewer in ("first", "second"):  # two versions that give different scores
        member = make_member(viewer)
        for title in camps[0][viewer == "second" :: 2]:
            rate_title(member=member, title_id=title.pk, value=5)
        run_training(algorithms=("default",), force=True)
        good.append(ModelVersion.objects.filter(algorithm="default").latest("pk"))
        serving_models.forget()
        slate = get_recommendations(**wish)  # type: ignore[arg-type]
        expected[slate.model] = [(pick.card.id, pick.score) for pick in slate.results]
    stop, answers, errors = threading.Event(), list[tuple[str, list[tuple[int, float]]]](), list[Exception]()

    def ask() -> None:
        try:
            while not stop.is_set():
                slate = get_recommendations(**wish)  # type: ignore[arg-type]
                answers.append((slate.model, [(pick.card.id, pick.score) for pick in slate.results]))
        except Exception as error:  # noqa: BLE001  told by the assertion
            errors.append(error)
        finally:
            connections.close_all()

    askers = [threading.Thread(target=ask) for _ in range(clients)]
    for asker in askers:
        asker.start()
    for number in range(rounds * len(DAMAGES)):
        promote(good[number % 2])
        promote(_damaged_copy(good[number % 2], number, DAMAGES[number % len(DAMAGES)]))
    stop.set()
    for asker in askers:
        asker.join(60)

    assert errors == []
    assert len({tuple(picks) for picks in expected.values()}) == len(good)
    assert len(answers) > clients
    assert {model for model, _ in answers} <= set(expected)
    assert [answer for answer in answers if answer[1] != expected[answer[0]]] == []
