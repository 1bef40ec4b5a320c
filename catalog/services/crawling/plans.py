"""How many questions go to a provider at once, and how many jobs are taken out of the queue together.

A batch is done well within the lease of its jobs even where every answer takes as long as it may: YouTube is asked up
to four times for a title, and its day is over after a hundred titles anyway.
"""

from __future__ import annotations

from dataclasses import dataclass

from catalog.enums import Provider


@dataclass(frozen=True, slots=True)
class Plan:
    """`threads` wait for answers while `batch` jobs are under way; two batches are on their way at any time."""

    threads: int
    batch: int


PLANS: dict[Provider, Plan] = {
    Provider.TMDB: Plan(threads=12, batch=50),
    Provider.OMDB: Plan(threads=4, batch=20),
    Provider.YOUTUBE: Plan(threads=2, batch=4),
    Provider.JIKAN: Plan(threads=3, batch=10),
}
