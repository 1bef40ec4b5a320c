"""What the tests have in common."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from matchups.enums import FindingKind, FindingState
from matchups.models import Comparison, Finding, Vote
from matchups.selectors.findings import first_id_since, judged

Facts = dict[str, str | int | float]


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A test that was passed by its `limit`: about whom, by which figure, and the votes to be held."""

    kind: FindingKind
    key: str
    score: float
    limit: float
    facts: Facts
    votes: QuerySet[Vote]
    voter_id: int | None = None
    lineup_id: int | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """The time that is looked at, and the first rows of it."""

    since: datetime
    until: datetime
    first_vote: int
    first_comparison: int

    @classmethod
    def open(cls, since: datetime) -> Window:
        """From a moment until now."""
        return cls(
            since,
            timezone.now(),
            first_id_since(Vote.objects.all(), "cast_at", since),
            first_id_since(Comparison.objects.all(), "offered_at", since),
        )

    @property
    def days(self) -> float:
        """Its length, at least a minute."""
        return max((self.until - self.since) / timedelta(days=1), 1 / 1440)

    @property
    def votes(self) -> QuerySet[Vote]:
        """Members' answers in it that are not void."""
        return judged().filter(pk__gte=self.first_vote)


def cleared_at(kind: FindingKind, key: str) -> datetime | None:
    """When a curator last dismissed such a finding: what was cast before then has been looked at."""
    dismissed = Finding.objects.filter(kind=kind, key=key, state=FindingState.DISMISSED).order_by("-decided_at")
    return dismissed.values_list("decided_at", flat=True).first()
