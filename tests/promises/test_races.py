"""S07, S08, R01, R02: what many processes do at once to one token, one pair and the same ratings."""

from __future__ import annotations

import time
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from rest_framework.test import APIClient

from accounts.enums import RevokeReason
from accounts.exceptions import InvalidRefreshTokenError
from accounts.models import RefreshFamily, User
from accounts.services.tokens import GRACE, rotate_refresh_token, start_family
from benchmarks.vote_races import race
from catalog.models import TitleStats
from ratings.models import Rating
from ratings.services.rating import rate_title
from tests.factories import make_member, make_title
from tests.processes import new_barrier, run_in_processes
from tests.promises.conftest import Report, reach, sized, store

pytestmark = [pytest.mark.chaos, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
AT_ONCE = 16
KEYS = 50
PROCESSES = 8


def _rotate(token: str) -> str:
    try:
        return rotate_refresh_token(token=token).refresh
    except InvalidRefreshTokenError:
        return "refused"


def _rotate_all(tokens: list[str], barrier: Any) -> list[tuple[str, float]]:
    """Each token's successor, and the moment it was given; everybody begins each round together."""
    found = []
    for token in tokens:
        barrier.wait(120)
        found.append((_rotate(token), time.time()))
    return found


def test_one_token_is_refreshed_by_many(report: Report) -> None:
    member, rounds = make_member(), sized(100)
    tokens = [start_family(user=member).refresh for _ in range(rounds)]

    given = run_in_processes(_rotate_all, [(tokens, new_barrier(AT_ONCE))] * AT_ONCE)

    by_round = [[answers[number] for answers in given] for number in range(rounds)]
    winners = [len({token for token, _ in answers} - {"refused"}) for answers in by_round]
    refused = sum(token == "refused" for answers in by_round for token, _ in answers)
    spread = max(max(at for _, at in answers) - min(at for _, at in answers) for answers in by_round)
    revoked = RefreshFamily.objects.exclude(revoked_at=None).count()
    rotated = RefreshFamily.objects.filter(generation=1).count()
    met = winners == [1] * rounds and rotated == rounds and not revoked and not refused
    report(
        f"S08 one refresh token, {AT_ONCE} at once, {store()}",
        f"{rounds} rounds: {max(winners)} winner at most, {min(winners)} at least, {rotated} rotated once; "
        f"{refused} refused, {revoked} families revoked, at most {spread:.2f} s apart",
        "1 winner each, 0 revoked within 10 s",
        met,
    )
    assert met


def _status(access: str) -> int:
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")
    return api.get("/api/user/profile").status_code


def test_a_spent_token_ends_its_family(report: Report) -> None:
    member, families = make_member(), sized(100)
    answers: list[tuple[int, str, str, int]] = []
    for _ in range(families):
        first = start_family(user=member)
        second = rotate_refresh_token(token=first.refresh)
        RefreshFamily.objects.filter(pk=first.family_id).update(
            rotated_at=F("rotated_at") - GRACE - timedelta(seconds=1)
        )

        before = _status(second.access)
        answers.append((before, _rotate(first.refresh), _rotate(second.refresh), _status(second.access)))

    dead = answers.count((200, "refused", "refused", 401))
    named = RefreshFamily.objects.filter(revoked_reason=RevokeReason.REUSED).count()
    report(
        f"S07 a spent refresh token is used again, {store()}",
        f"{dead} of {families} families dead at the next request, both of their tokens refused",
        "100 %",
        dead == named == families,
    )
    assert dead == named == families


@pytest.mark.parametrize(("processes", "votes"), [(8, 4_000), pytest.param(16, 20_000, marks=reach)])
def test_votes_on_one_pair(report: Report, processes: int, votes: int) -> None:
    found = race(processes, sized(votes) // processes)

    report(
        f"R02 votes at once on one pair, {store()}",
        f"{processes} processes, {found.total:,} votes, each sent twice: {found.lost} lost, {found.doubled} doubled, "
        f"{found.errors} errors; replay off by {found.gap:.0e} points, sum by {max(map(abs, found.points)):.0e}; "
        f"{found.total / found.seconds:.0f} a second",
        "0 / 0 / 0",
        found.is_sound,
    )
    assert found.is_sound, found


def _upsert(keys: list[tuple[uuid.UUID | int, int]], times: int, seed: int) -> list[float]:
    """Write all the keys in turn, each process beginning elsewhere; the seconds of each call."""
    members = User.objects.in_bulk({member for member, _ in keys})
    seconds = []
    for number in range(times):
        member, title = keys[(number + seed * 7) % len(keys)]
        began = time.perf_counter()
        rate_title(member=members[member], title_id=title, value=(number + seed) % 11 / 2)
        seconds.append(time.perf_counter() - began)
    return seconds


def test_ratings_are_written_at_once(report: Report) -> None:
    members = [make_member(f"member-{number}") for number in range(10)]
    titles = [make_title(f"Title {number}") for number in range(KEYS // 10)]
    keys = [(member.pk, title.pk) for member in members for title in titles]
    each = sized(4_000) // PROCESSES

    taken = run_in_processes(_upsert, [(keys, each, seed) for seed in range(PROCESSES)])

    seconds = sorted(second for part in taken for second in part)
    rows, counted = Rating.objects.count(), sum(TitleStats.objects.values_list("rating_count", flat=True))
    met = rows == counted == KEYS
    report(
        f"R01 ratings written at once, {store()}",
        f"{PROCESSES} processes, {len(seconds):,} writes on {KEYS} keys: 0 errors, {rows} rows, {counted} counted; "
        f"p99 {seconds[int(len(seconds) * 0.99)] * 1000:.0f} ms",
        f"0 errors, {KEYS} rows",
        met,
    )
    assert met
