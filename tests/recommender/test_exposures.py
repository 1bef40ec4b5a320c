"""What members are shown, and what they do then."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.models import User
from catalog.models import Title
from ratings.enums import SavedKind
from ratings.services.rating import delete_rating, rate_title
from ratings.services.shelves import set_saved
from recommender import receivers
from recommender.enums import OutcomeKind
from recommender.models import Exposure, Impression, Outcome
from recommender.services import recommend
from recommender.services.experiments import NewArm, end_experiment
from recommender.services.exposures import log_slate, prune_impressions, record_outcome, withdraw_outcome
from recommender.services.recommend import get_recommendations
from recommender.serving.health import failures_last_day
from recommender.tasks import log_shown
from tests.factories import make_titles
from tests.processes import run_in_processes
from tests.recommender.trials import make_running

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noting")]


@pytest.fixture(autouse=True)
def _nobody_trains(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recommender.receivers.train_if_stale.delay", lambda: None)


@pytest.fixture
def titles(db: None) -> list[Title]:
    return make_titles(3)


@pytest.fixture
def arm_id(db: None) -> int:
    """The bold arm of an experiment that runs."""
    return make_running().arms.get(key="bold").pk


def shown(member: User, titles: list[Title], *, at: datetime, arm_id: int | None = None, best: int = 0) -> None:
    pairs = [(title.pk, 1.0 / (place + 1)) for place, title in enumerate(titles[best:])]
    log_slate(user_id=member.pk, model="default 1", titles=pairs, arm_id=arm_id, at=at)


def told() -> list[tuple[Any, ...]]:
    return list(Outcome.objects.order_by("pk").values_list("kind", "title_id", "value"))


def test_a_title_shown_again_is_counted(member: User, titles: list[Title]) -> None:
    begun = timezone.now()
    shown(member, titles, at=begun)
    shown(member, titles, at=begun + timedelta(minutes=1), best=1)

    rows = Impression.objects.order_by("title_id").values_list("title_id", "times", "best_place", "score")
    assert list(rows) == [(titles[0].pk, 1, 0, 1.0), (titles[1].pk, 2, 0, 1.0), (titles[2].pk, 2, 1, 0.5)]


def test_the_same_message_twice_changes_nothing(member: User, titles: list[Title], arm_id: int) -> None:
    begun = timezone.now()
    for _ in range(3):
        shown(member, titles, at=begun, arm_id=arm_id)

    assert list(Impression.objects.values_list("times", flat=True)) == [1, 1, 1]
    assert list(Exposure.objects.values_list("slates", "arm_id")) == [(1, arm_id)]


def test_who_left_and_what_is_gone_are_passed_over(member: User, titles: list[Title]) -> None:
    gone = titles.pop().pk
    Title.objects.filter(pk=gone).delete()
    log_slate(user_id=member.pk, model="m", titles=[(gone, 1.0), (titles[0].pk, 0.5)], arm_id=None, at=timezone.now())
    log_slate(user_id=member.pk + 1, model="m", titles=[(titles[0].pk, 0.5)], arm_id=None, at=timezone.now())

    assert list(Impression.objects.values_list("user_id", "title_id")) == [(member.pk, titles[0].pk)]


def test_coming_back_counts_once_a_day(member: User, titles: list[Title], arm_id: int) -> None:
    begun = timezone.now().replace(hour=9)
    for hours in (0, 1, 24, 25, 48):
        shown(member, titles, at=begun + timedelta(hours=hours), arm_id=arm_id)

    assert Exposure.objects.get().slates == 5
    assert list(Outcome.objects.order_by("day").values_list("kind", "day")) == [
        ("return", (begun + timedelta(days=1)).date()),
        ("return", (begun + timedelta(days=2)).date()),
    ]


def test_an_arm_of_what_has_ended_is_shown_to_nobody(member: User, titles: list[Title]) -> None:
    experiment = make_running()
    arm = experiment.arms.get(key="bold")
    end_experiment(experiment_id=experiment.pk)

    shown(member, titles, at=timezone.now(), arm_id=arm.pk)

    assert (Exposure.objects.count(), Impression.objects.count()) == (0, 3)


def _log(user_id: int, title_ids: list[int], arm_id: int, at: str) -> int:
    log_shown(user_id=user_id, model="m", titles=[(pk, 1.0) for pk in title_ids], arm_id=arm_id, at=at)
    return 1


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_one_message_to_many_workers_is_one_slate(member: User, titles: list[Title], arm_id: int) -> None:
    ids, at = [title.pk for title in titles], timezone.now().isoformat()

    run_in_processes(_log, [(member.pk, ids, arm_id, at)] * 6)

    assert list(Exposure.objects.values_list("slates", flat=True)) == [1]
    assert list(Impression.objects.values_list("times", flat=True)) == [1, 1, 1]


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_a_first_click_in_many_workers_is_one_outcome(member: User, titles: list[Title], arm_id: int) -> None:
    at = timezone.now()
    shown(member, titles, at=at, arm_id=arm_id)

    found = run_in_processes(_click, [(member.pk, titles[0].pk, at + timedelta(seconds=1))] * 6)

    assert sorted(found) == [False] * 5 + [True]
    assert Outcome.objects.count() == 1


def _click(user_id: int, title_id: int, at: datetime) -> bool:
    return record_outcome(user_id=user_id, title_id=title_id, kind=OutcomeKind.CLICK, at=at)


@pytest.mark.parametrize(
    ("first", "last", "now", "counts"), [(0, 0, 1, True), (0, 0, 15, False), (0, 5, 15, True), (3, 3, 1, False)]
)
def test_what_is_done_counts_for_two_weeks(
    member: User, titles: list[Title], arm_id: int, first: int, last: int, now: int, counts: bool
) -> None:
    begun = timezone.now()
    shown(member, titles[:1], at=begun, arm_id=arm_id)
    shown(member, titles[1:], at=begun + timedelta(days=first))
    shown(member, titles[1:], at=begun + timedelta(days=last))

    assert _click(member.pk, titles[1].pk, begun + timedelta(days=now)) is counts


def test_what_was_shown_before_the_experiment_is_none_of_its_outcomes(
    member: User, titles: list[Title], arm_id: int
) -> None:
    begun = timezone.now()
    shown(member, titles[:1], at=begun - timedelta(days=1))
    shown(member, titles[1:], at=begun, arm_id=arm_id)

    assert _click(member.pk, titles[0].pk, begun + timedelta(hours=1)) is False


def test_stars_and_shelves_are_heard_and_taken_back(member: User, titles: list[Title], arm_id: int) -> None:
    shown(member, titles[:2], at=timezone.now(), arm_id=arm_id)
    for title in titles:
        rate_title(member=member, title_id=title.pk, value=3)
    rate_title(member=member, title_id=titles[0].pk, value=4.5)
    set_saved(member=member, title_id=titles[1].pk, kind=SavedKind.WATCHLIST, saved=True)
    set_saved(member=member, title_id=titles[1].pk, kind=SavedKind.FAVORITE, saved=True)
    receivers.pick_rated({"user_id": member.pk, "movie_id": titles[0].pk, "rating": 4.5})
    receivers.pick_rated({"user_id": member.pk, "movie_id": titles[1].pk, "rating": 3.0})
    receivers.pick_rated({"user_id": member.pk, "movie_id": titles[2].pk, "rating": 3.0})
    receivers.pick_saved({"user_id": member.pk, "movie_id": titles[1].pk, "shelf": "watchlist", "saved": True})
    receivers.pick_saved({"user_id": member.pk, "movie_id": titles[1].pk, "shelf": "favorite", "saved": True})

    assert told() == [
        ("rating", titles[0].pk, 4.5),
        ("rating", titles[1].pk, 3.0),
        ("watchlist", titles[1].pk, 1.0),
    ]

    receivers.pick_rated({"user_id": member.pk, "movie_id": titles[0].pk, "rating": None})
    receivers.pick_saved({"user_id": member.pk, "movie_id": titles[1].pk, "shelf": "watchlist", "saved": False})

    assert told() == [("rating", titles[1].pk, 3.0)]


def test_what_is_settled_stays(member: User, titles: list[Title], arm_id: int) -> None:
    begun = timezone.now()
    shown(member, titles, at=begun, arm_id=arm_id)
    what = {"user_id": member.pk, "title_id": titles[0].pk, "kind": OutcomeKind.RATING}
    record_outcome(**what, value=4.0, at=begun + timedelta(days=1))
    record_outcome(**what, value=5.0, at=begun + timedelta(days=2))
    record_outcome(**what, value=1.0, at=begun + timedelta(days=8))

    assert withdraw_outcome(**what, at=begun + timedelta(days=8)) is False
    assert told() == [("rating", titles[0].pk, 5.0)]


@pytest.mark.django_db(transaction=True)
def test_a_rating_reaches_the_experiment_by_its_event(member: User, titles: list[Title], arm_id: int) -> None:
    shown(member, titles, at=timezone.now(), arm_id=arm_id)

    rate_title(member=member, title_id=titles[0].pk, value=4)
    assert told() == [("rating", titles[0].pk, 4.0)]

    delete_rating(member=member, title_id=titles[0].pk)
    assert told() == []


def test_picks_and_their_clicks_are_noted(client: Client, member: User, titles: list[Title], arm_id: int) -> None:
    client.force_login(member)

    page = client.get("/recommendations/").content.decode()
    address = f"{titles[0].get_absolute_url()}?via=picks"
    assert address in page
    client.head(address)
    client.get(address, HTTP_SEC_PURPOSE="prefetch;prerender")
    client.get(titles[1].get_absolute_url())
    assert told() == []
    client.get(address)
    client.get(address)

    assert Impression.objects.filter(user=member).count() == 3
    assert Exposure.objects.get().user == member
    assert told() == [("click", titles[0].pk, 1.0)]


def test_visitors_are_never_noted(client: Client, titles: list[Title], arm_id: int) -> None:
    client.get("/recommendations/")
    client.get(f"{titles[0].get_absolute_url()}?via=picks")

    assert (Impression.objects.count(), Exposure.objects.count(), Outcome.objects.count()) == (0, 0, 0)


def test_a_queue_that_does_not_answer_costs_no_page(
    client: Client, member: User, titles: list[Title], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[dict[str, Any]] = []

    def refuse(**what: Any) -> None:
        calls.append(what)
        raise OperationalError

    monkeypatch.setattr(log_shown, "apply_async", refuse)
    client.force_login(member)

    statuses = [client.get("/recommendations/").status_code for _ in range(3)]

    assert statuses == [200, 200, 200]
    assert [call["retry"] for call in calls] == [False]
    assert failures_last_day()["log"] == 3


@pytest.mark.parametrize(
    ("chosen", "asked", "expected"),
    [
        ({"adventure": 0.9, "algorithm": "als"}, {}, (0.9, "als", True)),
        ({"adventure": 0.9}, {"adventure": 0.5}, (0.5, "", True)),
        ({"adventure": 0.9, "algorithm": "als"}, {"algorithm": "ease"}, (0.2, "ease", False)),
        ({}, {}, (0.2, "", True)),
    ],
)
def test_an_arm_changes_the_defaults_and_not_the_wishes(
    member: User,
    titles: list[Title],
    monkeypatch: pytest.MonkeyPatch,
    chosen: dict[str, Any],
    asked: dict[str, Any],
    expected: tuple[float, str, bool],
) -> None:
    make_running(arms=(NewArm("plain", chosen, is_control=True), NewArm("same", chosen)))
    seen = []
    rank = recommend.rank
    monkeypatch.setattr(recommend, "rank", lambda context: seen.append(context) or rank(context))

    get_recommendations(member=member, **asked)

    assert (seen[0].adventure, seen[0].algorithm, Exposure.objects.exists()) == expected


def test_old_impressions_are_forgotten(member: User, titles: list[Title]) -> None:
    now = timezone.now()
    shown(member, titles[:1], at=now - timedelta(days=91))
    shown(member, titles[1:], at=now - timedelta(days=89))

    assert prune_impressions(now=now) == 1
    assert prune_impressions(now=now) == 0
    assert Impression.objects.count() == 2
