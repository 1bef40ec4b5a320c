"""Versions exchanged, damaged and deleted while members ask: always an answer, always of one whole version."""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from catalog.models import Title
from ratings.services.rating import rate_title
from recommender.models import ModelVersion
from recommender.registry.versions import promote
from recommender.services.recommend import get_recommendations
from recommender.services.training import run_training
from recommender.serving import models as serving_models
from tests.factories import make_member
from tests.recommender.damages import DAMAGES, damaged_copy

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
#: Who asks at once, and how often each damage is done; the larger one is 203 exchanges (R19).
SIZES = [(8, 3), pytest.param(16, 29, marks=pytest.mark.chaos)]


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
        promote(damaged_copy(good[number % 2], number, DAMAGES[number % len(DAMAGES)]))
    stop.set()
    for asker in askers:
        asker.join(60)

    assert errors == []
    assert len({tuple(picks) for picks in expected.values()}) == len(good)
    assert len(answers) > clients
    assert {model for model, _ in answers} <= set(expected)
    assert [answer for answer in answers if answer[1] != expected[answer[0]]] == []
