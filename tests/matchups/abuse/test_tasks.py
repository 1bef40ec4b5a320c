"""The background work on votes: one at a time, and on the schedule."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from matchups import tasks
from matchups.enums import FindingState
from matchups.models import Finding, Vote
from matchups.services.findings import mark_by_hand
from moviesite.settings.parts.celery import SCHEDULE
from tests.factories import make_member
from tests.matchups.abuse.world import crowd, grow, make_account
from tests.matchups.world import make_sets, make_voter, vote

pytestmark = pytest.mark.django_db


def states() -> list[str]:
    return list(Vote.objects.order_by("id").values_list("state", flat=True))


def test_the_check_counts_what_waited_unless_another_is_at_it() -> None:
    left, right = make_sets(2)
    voter = make_account("fresh")
    vote(voter, left, right)
    grow(voter)
    cache.set("matchups:check-voters", 1)

    tasks.check_voters()
    assert states() == ["waiting"]
    cache.delete("matchups:check-voters")
    tasks.check_voters()

    assert states() == ["counted"]
    assert cache.get("matchups:check-voters") is None


def test_the_tests_finish_decisions_and_look_back_as_far_as_asked() -> None:
    sets = make_sets(5)
    crowd(sets, 8)
    suspect, contrary = make_voter("suspect"), make_account("contrary", grown=True)
    left = vote(suspect, sets[0], sets[1]).vote
    finding, _ = mark_by_hand(curator=make_member("curator"), note="odd", voter=suspect.member)
    Finding.objects.filter(pk=finding.pk).update(state=FindingState.DISMISSED)
    for low, high in ((0, 4), (0, 3), (1, 4), (0, 2), (1, 3), (2, 4)):
        vote(contrary, sets[high], sets[low])
    Vote.objects.update(cast_at=timezone.now() - timedelta(days=3))

    tasks.detect_abuse()
    left.refresh_from_db()
    assert (left.state, Finding.objects.count()) == ("counted", 1)
    tasks.detect_abuse(days=3.5)

    assert Finding.objects.get(state=FindingState.OPEN).voter == contrary.member
    assert Vote.objects.filter(state="held").count() == 6


def test_both_are_on_the_schedule() -> None:
    planned = sorted(
        (entry["task"], entry.get("kwargs", {}).get("days", 1.0))
        for entry in SCHEDULE.values()
        if entry["task"] in {"matchups.check_voters", "matchups.detect_abuse"}
    )

    assert planned == [("matchups.check_voters", 1.0), ("matchups.detect_abuse", 1.0), ("matchups.detect_abuse", 30.0)]
