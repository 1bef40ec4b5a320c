"""The hybrid in service: trained on its base's settings, preferred, and gone without a trace where it fails."""

from __future__ import annotations

import pytest

from accounts.models import Profile, User
from catalog.models import Title
from ratings.services.rating import rate_title
from recommender.enums import ModelStatus
from recommender.models import ModelVersion, Recommendation
from recommender.registry.versions import active_version, mark_broken, promote
from recommender.services.batch import score_all
from recommender.services.recommend import get_recommendations, similar_titles
from recommender.services.training import run_training
from recommender.serving import models as serving_models
from recommender.serving.models import serving_model
from recommender.training.publishing import refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def mixed(trained: list[list[Title]]) -> list[list[Title]]:
    """The camps with a hybrid in service, whatever its figures."""
    run_training(algorithms=("hybrid",), force=True)
    return trained


def test_the_hybrid_serves_before_its_base_and_takes_its_settings(mixed: list[list[Title]]) -> None:
    base, hybrid, serving = active_version("default"), active_version("hybrid"), serving_model()

    assert base is not None
    assert hybrid is not None
    assert serving is not None
    assert (serving.version, hybrid.config["default"]) == (hybrid, base.config)


def test_without_the_hybrid_the_base_serves(mixed: list[list[Title]], member: User) -> None:
    hybrid, base = active_version("hybrid"), active_version("default")
    assert hybrid is not None

    mark_broken(hybrid, "a test")
    serving_models.forget()

    assert get_recommendations(member=member, limit=3).model == str(base)


def test_a_model_is_served_by_its_name_and_one_that_is_not_there_gives_way(mixed: list[list[Title]]) -> None:
    named = [get_recommendations(limit=3, algorithm=name).model for name in ("popularity", "svd", "")]

    assert named == [str(active_version("popularity")), str(active_version("hybrid")), str(active_version("hybrid"))]


def test_neighbours_of_a_title_are_of_its_camp_and_caused_by_it(mixed: list[list[Title]]) -> None:
    source = mixed[0][0]

    picks = similar_titles(title_id=source.pk, limit=3).results

    assert {pick.card.id for pick in picks} <= {title.pk for title in mixed[0][1:]}
    assert [[reason.title_id for reason in pick.because] for pick in picks] == [[source.pk]] * 3


def test_neighbours_without_a_model_share_facts(camps: list[list[Title]], member: User) -> None:
    source = camps[0][0]
    Profile.objects.filter(user=member).update(muted_languages=[camps[1][0].language])

    slate = similar_titles(title_id=source.pk, member=member, limit=5)

    assert (slate.personalized, slate.model) == (False, "catalog")
    assert source.pk not in {pick.card.id for pick in slate.results}


def test_the_gate_wants_no_hybrid_that_is_worse_than_its_base() -> None:
    fresh = {"default": {"ndcg@10": 0.2}}

    refused, let_in = (refusal("hybrid", {"ndcg@10": figure}, fresh) for figure in (0.19, 0.2))

    assert (refused, let_in) == ("NDCG@10 0.1900 is below that of its own base, 0.2000", "")


def test_a_new_base_does_not_retire_the_hybrid(mixed: list[list[Title]]) -> None:
    base = ModelVersion.objects.get(algorithm="default", status=ModelStatus.ACTIVE)

    promote(base)

    active = ModelVersion.objects.filter(status=ModelStatus.ACTIVE, algorithm__in=("default", "hybrid"))
    assert serving_model() is not None
    assert sorted(active.values_list("algorithm", flat=True)) == ["default", "hybrid"]


def test_without_any_model_the_last_batch_serves_its_members(trained: list[list[Title]], member: User) -> None:
    for title in trained[1][:3]:
        rate_title(member=member, title_id=title.pk, value=5)
    score_all(limit=20)
    for version in ModelVersion.objects.filter(status=ModelStatus.ACTIVE):
        mark_broken(version, "a test")
    serving_models.forget()

    plain, special = get_recommendations(member=member, limit=3), get_recommendations(member=member, languages=["te"])

    rows = Recommendation.objects.filter(user=member).order_by("rank")
    assert (plain.personalized, plain.model, special.model) == (True, "batch", "catalog")
    assert [pick.card.id for pick in plain.results] == list(rows.values_list("title_id", flat=True)[:3])


def test_what_was_muted_or_seen_since_the_batch_is_left_out(trained: list[list[Title]], member: User) -> None:
    for title in trained[1][:3]:
        rate_title(member=member, title_id=title.pk, value=5)
    score_all(limit=20)
    kept = list(Recommendation.objects.filter(user=member).order_by("rank").values_list("title_id", flat=True))
    rate_title(member=member, title_id=kept[0], value=4)
    ModelVersion.objects.filter(status=ModelStatus.ACTIVE).update(status=ModelStatus.BROKEN, active_key=None)
    serving_models.forget()

    slate = get_recommendations(member=member, limit=3)

    assert [pick.card.id for pick in slate.results] == kept[1:4]
