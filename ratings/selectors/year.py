"""A member's year in review."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from catalog.models import Title
from catalog.selectors.cards import TitleCard, cards_by_id
from catalog.selectors.genres import genre_names
from ratings.selectors.diary import Diary
from ratings.selectors.taste import Part

ENOUGH = 10  # fewer viewings make no year
MOST_ROWS, BEST = 5, 4

Row = tuple[int, date, float | None, int | None, str]


@dataclass(frozen=True, slots=True)
class Streak:
    """Days in a row with a viewing each."""

    length: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Seen:
    """A title with the day of a viewing, or how often it was seen."""

    card: TitleCard
    day: date
    times: int = 1
    rating: float | None = None


@dataclass(frozen=True, slots=True)
class YearInReview:
    """The viewings of a year, summed up. `months` counts January to December, `curve` ratings by half star."""

    year: int
    viewings: int
    titles: int
    minutes: int
    mean: float
    rated: int
    curve: tuple[int, ...]
    months: tuple[Part, ...]
    genres: tuple[Part, ...]
    languages: tuple[Part, ...]
    streak: Streak
    first: Seen | None
    last: Seen | None
    again: Seen | None
    best: tuple[Seen, ...]

    @property
    def hours(self) -> int:
        """Whole hours, of the titles whose length is known."""
        return self.minutes // 60

    @property
    def commonest(self) -> float:
        """The rating given most often, in stars; the higher of equals."""
        return max(range(10), key=lambda step: (self.curve[step], step)) / 2 + 0.5

    @property
    def busiest(self) -> Part:
        """The month with most viewings; the earlier of equals."""
        return max(self.months, key=lambda part: part.count)


def year_of_diary(diary: Diary, year: int) -> YearInReview | int:
    """The review of a year, by four queries; of a year with fewer than ENOUGH viewings, how many there are."""
    columns = ("title_id", "watched_on", "rating", "title__runtime", "title__language")
    rows: list[Row] = list(diary.of_year(year).order_by("watched_on", "id").values_list(*columns))
    if len(rows) < ENOUGH:
        return len(rows)
    ratings = [row[2] for row in rows if row[2] is not None]
    times = Counter(row[0] for row in rows)
    best = _best(rows)
    most, count = times.most_common(1)[0]
    cards = cards_by_id({rows[0][0], rows[-1][0], most, *(row[0] for row in best)})
    return YearInReview(
        year=year,
        viewings=len(rows),
        titles=len(times),
        minutes=sum(row[3] or 0 for row in rows),
        mean=sum(ratings) / len(ratings) if ratings else 0.0,
        rated=len(ratings),
        curve=_curve(ratings),
        months=_months(rows, year),
        genres=_genres(times),
        languages=_commonest(Counter(row[4] for row in rows if row[4])),
        streak=_streak({row[1] for row in rows}),
        first=_seen(cards, rows[0]),
        last=_seen(cards, rows[-1]),
        again=Seen(cards[most], rows[0][1], count) if count > 1 and most in cards else None,
        best=tuple(seen for row in best if (seen := _seen(cards, row))),
    )


def _seen(cards: dict[int, TitleCard], row: Row) -> Seen | None:
    return Seen(cards[row[0]], row[1], rating=row[2]) if row[0] in cards else None


def _best(rows: Sequence[Row]) -> list[Row]:
    """The best rated titles, each once, the later of equals first."""
    latest = {row[0]: row for row in rows if row[2] is not None}
    return sorted(latest.values(), key=lambda row: (row[2] or 0, row[1]), reverse=True)[:BEST]


def _curve(ratings: Iterable[float]) -> tuple[int, ...]:
    curve = [0] * 10
    for value in ratings:
        curve[min(9, max(0, int(value * 2 + 0.5) - 1))] += 1
    return tuple(curve)


def _months(rows: Sequence[Row], year: int) -> tuple[Part, ...]:
    """January to December; each key is the month's first day."""
    counts = Counter(row[1].month for row in rows)
    given: dict[int, list[float]] = defaultdict(list)
    for row in rows:
        if row[2] is not None:
            given[row[1].month].append(row[2])
    return tuple(
        Part(date(year, month, 1).isoformat(), f"{month}", counts[month], _mean(given[month])) for month in range(1, 13)
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _genres(times: Counter[int]) -> tuple[Part, ...]:
    rows = Title.genres.through.objects.filter(title_id__in=list(times)).values_list("title_id", "genre__slug")
    counts: Counter[str] = Counter()
    for title_id, slug in rows:
        counts[slug] += times[title_id]
    names = genre_names()
    return tuple(
        Part(slug, names.get(slug, slug), count, 0.0)
        for slug, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_ROWS]
    )


def _commonest(counts: Counter[str]) -> tuple[Part, ...]:
    return tuple(Part(key, key, count, 0.0) for key, count in counts.most_common(MOST_ROWS))


def _streak(days: set[date]) -> Streak:
    """The longest run of days; the earliest of equals."""
    best: list[date] = []
    run: list[date] = []
    for day in sorted(days):
        run = [*run, day] if run and run[-1] + timedelta(days=1) == day else [day]
        best = run if len(run) > len(best) else best
    return Streak(len(best), best[0], best[-1])
