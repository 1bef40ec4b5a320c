"""What fits an evening: titles by how long they take, and what the clock suggests."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from recommender.dataset import BoolArray, IntArray

#: Weekday numbers as ``datetime.weekday`` counts them.
FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
EVENING, LATE, MORNING = 17, 21, 5


@dataclass(frozen=True, slots=True)
class Occasion:
    """Bounds in minutes, both included; ``series`` asks for series with short episodes instead of films."""

    least: int = 1
    most: int = 100_000
    series: bool = False


SHORT_EVENING, EVENING_LONG, WEEKEND, BINGE = "short-evening", "evening", "weekend", "binge"

OCCASIONS: Mapping[str, Occasion] = {
    SHORT_EVENING: Occasion(most=100),
    EVENING_LONG: Occasion(least=80, most=150),
    WEEKEND: Occasion(least=140),
    BINGE: Occasion(most=65, series=True),
}


def fits(occasion: str, series: BoolArray, runtime: IntArray) -> BoolArray:
    """bool[n]: which titles suit it; runtime in minutes, of one episode for series, -1 unknown, which suits nothing.

    KeyError for an occasion that is none.
    """
    wanted = OCCASIONS[occasion]
    kind = series if wanted.series else ~series
    return kind & (runtime >= wanted.least) & (runtime <= wanted.most)


def suggested(now: datetime) -> tuple[str, ...]:
    """All occasions, the one that suits the local wall clock first.

    Friday evening to Sunday afternoon belongs to long films and series, late hours and work nights to short ones.
    """
    day, hour = now.weekday(), now.hour
    at_night = hour >= LATE or hour < MORNING
    free = day == SATURDAY or (day == FRIDAY and hour >= EVENING) or (day == SUNDAY and hour < EVENING)
    if free and not at_night:
        return (WEEKEND, BINGE, EVENING_LONG, SHORT_EVENING)
    if free:
        return (BINGE, SHORT_EVENING, WEEKEND, EVENING_LONG)
    if at_night:
        return (SHORT_EVENING, BINGE, EVENING_LONG, WEEKEND)
    return (EVENING_LONG, SHORT_EVENING, BINGE, WEEKEND)
