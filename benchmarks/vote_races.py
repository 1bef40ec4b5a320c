"""Votes of many processes on one pair: nothing lost, doubled or dead-locked, and every point accounted for.

    python -m benchmarks.vote_races
    DATABASE_URL=postgres://… python -m benchmarks.vote_races

8 processes cast 500 votes each on the same two sets, in a database of their own that is dropped afterwards. Printed:
votes kept, the sum of all points moved, the largest distance between the stored ratings and a replay of the ledger,
errors, and votes a second.
"""

import argparse
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import django

PROCESSES, EACH = 8, 500
WORDS = {"cast", "told again"}
Ticket = tuple[int, int, str]


def cast(tickets: list[Ticket]) -> Counter[str]:
    """Answer the tickets, each as (member, comparison, outcome); what came of it, by word."""
    from django.db import connections

    from accounts.models import User
    from matchups.services.voters import Voter, member_key
    from matchups.services.voting import cast_vote

    connections.close_all()
    found: Counter[str] = Counter()
    for user_id, comparison_id, outcome in tickets:
        voter = Voter(member_key(user_id), User.objects.get(pk=user_id))
        try:
            done = cast_vote(voter=voter, comparison_id=comparison_id, outcome=outcome)
            found["cast" if done.is_new else "told again"] += 1
        except Exception as error:  # noqa: BLE001  whatever it is, it is counted and printed
            found[type(error).__name__] += 1
    connections.close_all()
    return found


def prepare(votes: int) -> list[Ticket]:
    """Two sets, and as many trusted members with a ticket each; sides and answers vary."""
    from accounts.models import User
    from matchups.models import VoterTrust
    from matchups.services.voters import Voter, member_key
    from tests.matchups.world import make_comparison, make_sets

    left, right = make_sets(2)
    members = User.objects.bulk_create(
        [User(username=f"v{n}", username_key=f"v{n}") for n in range(votes)], batch_size=500
    )
    members = list(User.objects.filter(username__startswith="v").order_by("pk"))
    VoterTrust.objects.bulk_create([VoterTrust(member=member, weight=1.0, is_fixed=True) for member in members])
    tickets = []
    for number, member in enumerate(members):
        sides = (left, right) if number % 2 else (right, left)
        ticket = make_comparison(Voter(member_key(member.pk), member), *sides)
        tickets.append((member.pk, ticket.pk, ("a", "b", "tie")[number % 3]))
    return tickets


@dataclass(frozen=True, slots=True)
class Races:
    """What many processes left behind. `points` are the sums moved of sets and of films; `gap` is in points."""

    total: int
    first: Counter[str]
    again: Counter[str]
    kept: int
    counted: list[int]
    points: list[float]
    gap: float
    seconds: float

    @property
    def lost(self) -> int:
        """Votes that are missing from the log, or from what a set counts."""
        return self.total - min(self.kept, *self.counted)

    @property
    def doubled(self) -> int:
        """Votes too many, there or there, and those that were new when they were sent again."""
        return max(self.kept, *self.counted) - self.total + self.again["cast"]

    @property
    def errors(self) -> int:
        """Answers that were neither cast nor told again: a deadlock, a lock that did not come."""
        return sum(number for found in (self.first, self.again) for word, number in found.items() if word not in WORDS)

    @property
    def is_sound(self) -> bool:
        """Nothing lost, doubled or failed, and every point accounted for."""
        expected = Counter({"cast": self.total}), Counter({"told again": self.total})
        whole = (self.first, self.again) == expected and self.counted == [self.total, self.total]
        return whole and self.kept == self.total and max(map(abs, self.points)) < 1e-6 and self.gap < 1e-6


def race(processes: int, each: int) -> Races:
    """Cast them all, then all again, and look at what is left. The database may hold nothing else that votes."""
    from django.db import connections
    from django.db.models import F, Sum

    from matchups.elo import START
    from matchups.models import Lineup, TitleStanding, Vote
    from matchups.services.replay import replay_ledger

    tickets = prepare(processes * each)
    connections.close_all()
    started = time.perf_counter()
    # Every ticket is sent twice: by its own process and by its neighbour.
    parts = [tickets[n::processes] for n in range(processes)]
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        first = sum(pool.map(cast, parts), Counter[str]())
        seconds = time.perf_counter() - started
        again = sum(pool.map(cast, parts[1:] + parts[:1]), Counter[str]())
    points = [
        float(model._default_manager.aggregate(off=Sum(F("rating") - START))["off"])
        for model in (Lineup, TitleStanding)
    ]
    counted = sorted(Lineup.objects.values_list("votes", flat=True))
    gap = replay_ledger().largest_gap
    return Races(len(tickets), first, again, Vote.objects.count(), counted, points, gap, seconds)


def run(processes: int, each: int) -> int:
    """Cast them all and print what is left; 1 if a vote or a point is."""
    from django.db import connection

    print(f"{connection.vendor}: {processes} processes, {each} votes each, one pair", flush=True)
    found = race(processes, each)
    print(f"first time: {dict(found.first)}; sent again: {dict(found.again)}")
    print(f"votes kept {found.kept}, counted by each set {found.counted}")
    print(
        f"sum of points: sets {found.points[0]:+.2e}, films {found.points[1]:+.2e}; "
        f"replay off by {found.gap:.2e} points"
    )
    print(f"{found.seconds:.1f} s, {found.total / found.seconds:.0f} votes a second")
    print("sound" if found.is_sound else "NOT SOUND")
    return int(not found.is_sound)


def main(arguments: list[str] | None = None) -> int:
    """Run in a database that is made for it; answers the exit status."""
    parser = argparse.ArgumentParser(prog="benchmarks.vote_races", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--processes", type=int, default=PROCESSES)
    parser.add_argument("--each", type=int, default=EACH)
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moviesite.settings.test")  # noqa: TID251  before there are settings
    django.setup()
    from django.test.runner import DiscoverRunner

    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        return run(options.processes, options.each)
    finally:
        runner.teardown_databases(databases)


if __name__ == "__main__":
    sys.exit(main())
