"""Figures over time: how busy the site is, and what its days were."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from adminpanel.models import DailyFigure, HealthSample
from adminpanel.selectors.overview.health import Light, health
from adminpanel.selectors.overview.usage import usage
from adminpanel.services.figures import count_day, count_days, take_sample
from adminpanel.services.roles import ROLES
from catalog.models import MissedSearch
from catalog.selectors.missed_searches import missed_by_script, missed_searches
from catalog.services.missed_searches import note_missed_search, prune_missed_searches
from catalog.services.search_index import index_titles
from moviesite.ops import load
from ratings.services.rating import create_rating
from tests.factories import make_member, make_title

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_added_up() -> None:
    load._sums.clear()


def test_sample_sums_up_what_all_processes_answered() -> None:
    minute = int(datetime(2026, 3, 1, 12, 0, tzinfo=UTC).timestamp() // 60)
    for name, count in (("le1", 90), ("le5", 10), ("errors", 3)):  # at most 10 ms, at most 250 ms
        cache.set(f"load:{minute}:{name}", count)

    sample = take_sample(at=datetime(2026, 3, 1, 12, 0, 41, tzinfo=UTC))

    assert (sample.requests, sample.errors, sample.p50_ms, sample.p95_ms) == (100, 3, 7.8, 175.0)
    assert sample.minute == datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    assert sample.database_ms is not None
    assert sample.cache_ms is not None


def test_sample_of_the_same_minute_replaces_the_first() -> None:
    at = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

    take_sample(at=at)
    take_sample(at=at)

    assert HealthSample.objects.count() == 1


def test_answers_are_handed_over_with_their_class() -> None:
    for seconds, status in ((0.004, 200), (0.2, 200), (9.0, 503)):
        load.note_answer(seconds, status)
    load.hand_over(now=True)

    now = load.read_minute(int(timezone.now().timestamp() // 60))

    assert (now.requests, now.errors) == (3, 1)
    assert [now.counts[at] for at in (0, 5, 10)] == [1, 1, 1]


@pytest.mark.parametrize(
    ("counts", "share", "expected"),
    [
        ((0,) * 11, 0.5, None),
        ((10, *(0,) * 10), 0.5, 2.5),
        ((0, 10, *(0,) * 9), 1.0, 10.0),
        ((*(0,) * 10, 4), 0.95, 5000.0),
    ],
)
def test_quantiles_are_linear_within_a_class(counts: tuple[int, ...], share: float, expected: float | None) -> None:
    assert load.quantile(counts, share) == expected


def test_day_counts_members_by_the_traces_they_left() -> None:
    member, title = make_member(), make_title()
    create_rating(member=member, title_id=title.pk, value=4)
    today = timezone.now().date()

    count_day(day=today)
    count_day(day=today)

    figures = dict(DailyFigure.objects.filter(day=today).values_list("name", "value"))
    assert (figures["members"], figures["ratings"], figures["votes"], figures["registrations"]) == (1, 1, 0, 1)


def test_past_days_are_counted_once() -> None:
    first, second = count_days(), count_days()

    assert (first, second) == (35, 2)


def test_strip_shows_failing_slow_and_unmeasured_minutes() -> None:
    now = timezone.now().replace(second=30)
    for back, fields in (
        (1, {}),
        (2, {"errors": 1, "requests": 5}),
        (3, {"p95_ms": 900.0}),
        (4, {"database_ms": None}),
    ):
        values = {"database_ms": 1.0, "cache_ms": 1.0, "queue_waiting": 0, **fields}
        minute = (now - timedelta(minutes=back)).replace(second=0, microsecond=0)
        HealthSample.objects.create(minute=minute, **values)

    found = health(now)

    assert [tick.light for tick in found.ticks[-5:]] == [Light.OFF, Light.BAD, Light.SLOW, Light.BAD, Light.OK]
    assert (found.bad, found.checks) == (2, 4)


def test_silent_schedule_is_told() -> None:
    found = health()

    assert found.answer == "No: schedule down."
    unknown = [(lamp.name, lamp.light) for lamp in found.lamps if lamp.says == "not measured yet"]
    assert unknown == [("Database", Light.OFF), ("Cache", Light.OFF), ("Queue", Light.OFF)]
    assert found.why == "Nobody has measured it in the last hour: is the schedule running?"


def test_week_is_compared_with_the_week_before() -> None:
    now = timezone.now()
    for back in range(14):
        DailyFigure.objects.create(day=now.date() - timedelta(days=back), name="members", value=20 if back < 7 else 10)

    found = usage(now)

    assert (found.answer, found.change, found.today) == ("More than last week.", 100, 20)
    assert found.members == [10] * 7 + [20] * 7


def test_funnel_follows_those_who_joined() -> None:
    now = timezone.now()
    joined = now - timedelta(days=10)
    stayed, left, fresh = (make_member(name, date_joined=joined) for name in ("a1", "b2", "c3"))
    type(fresh).objects.filter(pk=fresh.pk).update(date_joined=now)
    create_rating(member=stayed, title_id=make_title().pk, value=4)

    steps = {step.label: step.count for step in usage(now).funnel}

    assert steps == {"Joined": 2, "Rated a title": 1, "Rated 10": 0, "Voted": 0, "Back after a week": 1}
    assert left.pk is not None


def test_what_was_missed_is_counted_by_day_whatever_its_case() -> None:
    for query in ("Bahubali 3", "bahubali 3", "మాయాబజార్ పాటలు"):
        note_missed_search(query=query)

    assert [(miss.query, miss.times) for miss in missed_searches(1, 5)] == [("Bahubali 3", 2), ("మాయాబజార్ పాటలు", 1)]
    assert missed_by_script(1) == {"other": 2, "te": 1}


@pytest.mark.parametrize("query", ["a@b.example", "call 9876543210", "https://x.example", "?", "x" * 101])
def test_what_cannot_be_a_title_is_not_kept(query: str) -> None:
    note_missed_search(query=query)

    assert MissedSearch.objects.count() == 0


def test_old_misses_are_forgotten() -> None:
    today = timezone.now().date()
    for back in (0, 30, 31):
        MissedSearch.objects.create(day=today - timedelta(days=back), query=f"q{back}", query_key=f"k{back}")

    assert prune_missed_searches() == 1


def test_search_in_vain_is_queued_and_a_hit_is_not(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("catalog.views.search.queue_missed_search", asked.append)
    index_titles(title_ids=[make_title("Eega").pk])

    for query in ("eega", "zzqqzz"):
        client.get("/search/", {"q": query})

    assert asked == ["zzqqzz"]


def test_roles_are_made_once_and_stay_as_they_were_changed() -> None:
    out = io.StringIO()
    call_command("make_roles", stdout=out)
    Group.objects.get(name="Analysts").permissions.clear()
    call_command("make_roles", stdout=out)

    assert out.getvalue().splitlines() == [f"Roles: {', '.join(ROLES)} added.", "Roles: all there."]
    counts = {group.name: group.permissions.exists() for group in Group.objects.all()}
    assert counts == {"Curators": True, "Moderators": True, "Operators": True, "Analysts": False}
