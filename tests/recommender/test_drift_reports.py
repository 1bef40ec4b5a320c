"""Drift on a site: the baseline of a training, measuring against it, and who is told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from accounts.models import Notification, User
from catalog.models import Title
from moviesite.ops.metrics import exposition
from ratings.models import Rating
from recommender.algorithms.popularity import Popularity
from recommender.enums import DriftLevel
from recommender.loaders.drift import FEATURES, TENTHS
from recommender.loaders.features import load_features
from recommender.loaders.interactions import load_interactions
from recommender.models import DriftReport, Impression, ModelVersion
from recommender.services import drift
from recommender.services.drift import measure_drift, prune_drift_reports
from recommender.serving.models import ServingModel
from recommender.training.baseline import baseline_of, keep_baseline
from tests.factories import make_member, make_title

pytestmark = pytest.mark.django_db
MEMBERS, EACH = 40, 8


@pytest.fixture
def titles(db: None) -> list[Title]:
    """Telugu and English ones in turn."""
    return [make_title(f"Title {number}", language=("te", "en")[number % 2]) for number in range(20)]


def rate(titles: list[Title], tag: str, *, at: datetime, stars: tuple[float, ...]) -> None:
    """Forty members who rate eight titles each."""
    for number in range(MEMBERS):
        user = make_member(f"{tag}{number}")
        Rating.objects.bulk_create(
            Rating(
                user=user,
                title=titles[(number + place) % len(titles)],
                value=stars[place % len(stars)],
                created_at=at,
                updated_at=at,
            )
            for place in range(EACH)
        )


@pytest.fixture
def version(titles: list[Title], monkeypatch: pytest.MonkeyPatch) -> ModelVersion:
    """A model that serves, with the baseline of a month ago."""
    rate(titles, "early", at=timezone.now() - timedelta(days=40), stars=(2.0, 3.0, 3.5, 4.0))
    data = load_interactions()
    model = Popularity().fit(data)
    row = ModelVersion.objects.create(algorithm="default", version="1", active_key="default", status="active")
    keep_baseline(row, data, model)
    serving = ServingModel(row, model, data.items, load_features(data.items))
    monkeypatch.setattr(drift, "serving_model", lambda: serving)
    return row


@pytest.fixture
def keeper(db: None) -> User:
    """Staff who may look at drift."""
    user = User.objects.create_user(username="keeper", password="ten white lamps", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_driftreport"))
    return user


def levels() -> dict[str, str]:
    return dict(DriftReport.objects.values_list("feature", "level"))


def test_a_baseline_has_every_feature(version: ModelVersion) -> None:
    version.refresh_from_db()

    found = version.baseline["features"]
    assert found.keys() == FEATURES.keys()
    assert (found["stars"]["n"], found["rated_languages"]["counts"]) == (320, {"en": 160, "te": 160})
    assert found["ratings_per_week"]["n"] == MEMBERS
    assert list(found["shown_popularity"]["counts"]) == list(TENTHS)


def test_nothing_has_moved_where_nothing_happened(version: ModelVersion) -> None:
    reports = measure_drift()

    assert len(reports) == len(FEATURES)
    assert set(levels().values()) == {DriftLevel.STABLE}


def test_other_stars_and_languages_raise_alerts(version: ModelVersion, titles: list[Title], keeper: User) -> None:
    make_member("plain", is_staff=True)
    rate(titles[::2], "late", at=timezone.now() - timedelta(days=1), stars=(5.0, 4.5))
    rate(titles[::2], "later", at=timezone.now() - timedelta(days=1), stars=(5.0,))

    measure_drift()
    measure_drift()

    assert levels()["stars"] == levels()["rated_languages"] == DriftLevel.ALERT
    assert levels()["shown_languages"] == DriftLevel.STABLE
    told = Notification.objects.filter(kind="drift")
    assert set(told.values_list("recipient__username", flat=True)) == {"keeper"}
    assert told.count() == list(levels().values()).count(DriftLevel.ALERT)
    assert told.first().url == "/admin/recommender/driftreport/charts/"
    assert 'marquee_drift_index{feature="stars"}' in exposition().decode()


def test_a_day_has_one_report_of_each(version: ModelVersion) -> None:
    noon = timezone.now().replace(hour=12)

    for now in (noon, noon + timedelta(hours=1), noon + timedelta(days=1)):
        measure_drift(now=now)

    assert DriftReport.objects.count() == 2 * len(FEATURES)
    assert DriftReport.objects.filter(measured_at=noon).count() == 0


def test_what_is_shown_is_compared_too(version: ModelVersion, titles: list[Title], keeper: User) -> None:
    members = list(User.objects.filter(username__startswith="early"))

    def show(chosen: list[Title]) -> None:
        Impression.objects.all().delete()
        Impression.objects.bulk_create(
            Impression(user=user, title=title, model="m", best_place=0, score=1.0)
            for user in members
            for title in chosen
        )

    show(titles[:10])
    version.baseline = baseline_of(load_interactions(), Popularity().fit(load_interactions()))
    version.save()
    show(titles[:10:2])

    measure_drift()

    report = DriftReport.objects.get(feature="shown_languages")
    assert (report.level, report.detail["before"], report.detail["now"]) == (DriftLevel.ALERT, [0.5, 0.5], [0.0, 1.0])
    assert DriftReport.objects.get(feature="showings_per_title").detail["gini"] == {"before": 0.0, "now": 0.0}


@pytest.mark.parametrize("baseline", [{}, {"features": {}}])
def test_a_model_without_a_baseline_is_not_measured(version: ModelVersion, baseline: dict[str, Any]) -> None:
    ModelVersion.objects.update(baseline=baseline)

    assert measure_drift() == []


def test_a_damaged_part_of_a_baseline_costs_that_part(version: ModelVersion) -> None:
    version.refresh_from_db()
    version.baseline["features"]["stars"] = {"kind": "numbers", "n": 3}
    version.save()

    assert {report.feature for report in measure_drift()} == FEATURES.keys() - {"stars"}


def test_nothing_serves_and_nothing_is_measured(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drift, "serving_model", lambda: None)

    assert measure_drift() == []


def test_no_training_fails_for_its_baseline(version: ModelVersion, monkeypatch: pytest.MonkeyPatch) -> None:
    data = load_interactions()
    model = Popularity().fit(data)
    ModelVersion.objects.update(baseline={})
    version.refresh_from_db()

    def broken(*_: Any, **__: Any) -> Any:
        raise FloatingPointError

    monkeypatch.setattr(model, "recommend", broken)
    keep_baseline(version, data, model)

    assert ModelVersion.objects.get(pk=version.pk).baseline == {}


def test_old_reports_are_forgotten(version: ModelVersion) -> None:
    now = timezone.now()
    measure_drift(now=now)
    DriftReport.objects.filter(feature="stars").update(measured_at=now - timedelta(days=181))

    assert prune_drift_reports(now=now) == 1
    assert DriftReport.objects.count() == len(FEATURES) - 1


def test_the_charts_show_the_loudest_first(
    client: Client, keeper: User, version: ModelVersion, titles: list[Title]
) -> None:
    rate(titles[::2], "late", at=timezone.now() - timedelta(days=1), stars=(5.0,))
    measure_drift()
    client.force_login(keeper)

    response = client.get("/admin/recommender/driftreport/charts/")

    charts = response.context["charts"]
    assert len(charts) == len(FEATURES)
    assert [chart.report.level == "alert" for chart in charts] == sorted(
        [chart.report.level == "alert" for chart in charts], reverse=True
    )
    assert np.isclose(sum(bar.now for bar in charts[0].bars), 100, atol=0.1)
    assert "Too few to tell." in response.content.decode()


def test_charts_are_for_those_who_may(client: Client, keeper: User, member: User) -> None:
    address = "/admin/recommender/driftreport/charts/"
    client.force_login(keeper)
    assert "Nothing has been measured yet" in client.get(address).content.decode()
    assert client.post(address).status_code == 405

    keeper.user_permissions.clear()
    assert client.get(address).status_code == 403

    client.force_login(member)
    assert client.get(address).status_code == 302
