"""One size of `benchmarks.choose_pair`: fills a database, then measures a block of calls for each line it reads."""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from tqdm import tqdm

BLOCK = 25  # calls between two turns
TITLES = 20_000
HISTORY = 400  # pairs that the visitor has answered
UNKNOWN = 40  # of them, those whose films they do not know
PART = 10_000

Values = dict[str, Any]


def main(size: int) -> None:
    """Fill, then serve."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _Filler(size).fill()
    calls = {"next": _next_call(size), "plan": _plan_call()}
    for line in sys.stdin:
        call = calls[line.strip()]
        print(json.dumps([call() for _ in range(BLOCK)]), flush=True)


def _next_call(size: int) -> Callable[[], float]:
    """Milliseconds until the visitor has a pair; it is then answered, which is not measured."""
    from django.utils import timezone

    from matchups.models import Comparison
    from matchups.services.comparisons import next_comparison
    from matchups.services.voters import Voter

    voter = Voter(_history(size))

    def call() -> float:
        started = time.perf_counter()
        made = next_comparison(voter=voter)
        taken = (time.perf_counter() - started) * 1e3
        Comparison.objects.filter(pk=made.pk).update(answered_at=timezone.now())
        return taken

    return call


def _plan_call() -> Callable[[], float]:
    """Milliseconds of a common plan, which one process makes every minute."""
    from matchups.services.pool import make_plan

    def call() -> float:
        started = time.perf_counter()
        if not make_plan():
            raise RuntimeError("there is nothing to plan")
        return (time.perf_counter() - started) * 1e3

    return call


def _history(size: int) -> str:
    """A visitor's key with answers to their name."""
    from django.utils import timezone

    from matchups.enums import Outcome, SkipReason, VoteState
    from matchups.models import Comparison, Vote
    from matchups.services.voters import visitor_key

    key, now, draw = visitor_key("benchmark"), timezone.now(), random.Random(5)
    pairs = {tuple(sorted(draw.sample(range(1, size + 1), 2))) for _ in range(HISTORY)}
    rows = [
        Comparison(
            voter_key=key, set_a_id=a, set_b_id=b, lineup_a_id=a, lineup_b_id=b, pair_low=a, pair_high=b,
            reason="random", offered_at=now, expires_at=now + timedelta(hours=1), answered_at=now,
        )
        for a, b in sorted(pairs)
    ]  # fmt: skip
    Comparison.objects.bulk_create(rows)
    answered = Comparison.objects.filter(voter_key=key).order_by("id")
    Vote.objects.bulk_create(
        Vote(
            comparison=row, live_key=row.pk, voter_key=key, state=VoteState.WAITING, cast_at=now,
            outcome=Outcome.SKIP if number < UNKNOWN else Outcome.A,
            skip_reason=SkipReason.UNKNOWN if number < UNKNOWN else "",
        )
        for number, row in enumerate(answered)
    )  # fmt: skip
    return key


class _Filler:
    """Rows written past the ORM, a million of which would take it an hour."""

    def __init__(self, size: int) -> None:
        from django.db import connection

        self.size = size
        self.connection = connection
        self.draw = random.Random(3)

    def fill(self) -> None:
        """Titles, members with profiles, and a set for each."""
        from accounts.models import Profile, User
        from catalog.models import Title
        from matchups.models import Lineup, Top4Entry, Top4Set

        if self.connection.vendor == "sqlite":
            with self.connection.cursor() as cursor:
                cursor.execute("PRAGMA synchronous=OFF")
                cursor.execute("PRAGMA cache_size=-1000000")  # kilobytes; indexes are filled in no order
        fours = self._fours()
        numbers, films = range(1, self.size + 1), range(1, TITLES + 1)
        with tqdm(total=TITLES + 8 * self.size, unit="row", unit_scale=True, desc=f"{self.size:,} line-ups") as bar:
            self._write(bar, Title, Title(title="Film", status="published"), (
                {"id": n, "title": f"Film {n}", "slug": f"film-{n}", "year": 1950 + n % 75} for n in films
            ))  # fmt: skip
            self._write(bar, User, User(username="m"), (
                {"id": n, "username": f"m{n}", "username_key": f"m{n}"} for n in numbers
            ))  # fmt: skip
            self._write(bar, Profile, Profile(user_id=1), ({"id": n, "user_id": n} for n in numbers))
            self._write(bar, Lineup, Lineup(key="-", dice=0.0, is_open=True), self._lineups(fours))
            self._write(bar, Top4Set, Top4Set(origin="member"), (
                {"id": n, "owner_id": n, "owner_key": n, "lineup_id": n} for n in numbers
            ))  # fmt: skip
            self._write(bar, Top4Entry, Top4Entry(set_id=1, title_id=1, position=1), (
                {"id": 4 * (n - 1) + place, "set_id": n, "title_id": title, "position": place}
                for n, four in zip(numbers, fours, strict=True) for place, title in enumerate(four, start=1)
            ))  # fmt: skip
        with self.connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        self.connection.close()  # the calls get a connection as the site has it

    def _fours(self) -> list[tuple[int, ...]]:
        found: dict[tuple[int, ...], None] = {}
        while len(found) < self.size:
            found[tuple(sorted(self.draw.sample(range(1, TITLES + 1), 4)))] = None
        return list(found)

    def _lineups(self, fours: Sequence[tuple[int, ...]]) -> Iterator[Values]:
        """Standings as after many votes: most line-ups have few of them."""
        for number, four in enumerate(fours, start=1):
            votes = int(self.draw.expovariate(1 / 20))
            strength, half = self.draw.gauss(1500, 120), 650 / (1 + votes / 5) ** 0.5
            yield {
                "id": number, "key": "-".join(map(str, four)), "dice": self.draw.random(), "votes": votes,
                "rating": strength, "strength": strength, "low": strength - half, "high": strength + half,
                "genres": 1 << self.draw.randrange(20), "decade": 1950 + 10 * self.draw.randrange(8),
                "language": self.draw.choice(("te", "hi", "ta", "kn", "en")),
            }  # fmt: skip

    def _write(self, bar: tqdm[Any], model: Any, sample: Any, rows: Iterable[Values]) -> None:
        """Rows like the sample but for the values given."""
        fields = [field for field in model._meta.concrete_fields if not field.generated]
        kept = {field.column: field.get_db_prep_save(field.pre_save(sample, True), self.connection) for field in fields}
        columns = list(kept)
        part: list[list[Any]] = []
        for row in rows:
            part.append([row.get(column, kept[column]) for column in columns])
            if len(part) == PART:
                self._send(model._meta.db_table, columns, part)
                bar.update(len(part))
                part = []
        if part:
            self._send(model._meta.db_table, columns, part)
            bar.update(len(part))

    def _send(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        named = ", ".join(f'"{column}"' for column in columns)
        with self.connection.cursor() as cursor:
            if self.connection.vendor == "postgresql":
                with cursor.copy(f'COPY "{table}" ({named}) FROM STDIN') as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                places = ", ".join(["%s"] * len(columns))
                cursor.execute("BEGIN")
                cursor.executemany(f'INSERT INTO "{table}" ({named}) VALUES ({places})', rows)  # noqa: S608
                cursor.execute("COMMIT")


if __name__ == "__main__":
    main(int(sys.argv[1]))
