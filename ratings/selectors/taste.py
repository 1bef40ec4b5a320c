"""What a member's ratings say about their taste."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Avg, Count

from accounts.models import User
from catalog.selectors.genres import genre_names
from moviesite.common.languages.names import decade_name
from ratings.models import Rating
from ratings.selectors.ratings import rating_history

ENOUGH = 3  # fewer ratings than this say nothing about what somebody is happiest with
MOST_ROWS = 5
MOST_DECADES = 9


@dataclass(frozen=True, slots=True)
class Part:
    """Part of a member's ratings: a decade, language or genre, how many there are and their mean in stars."""

    key: str
    label: str
    count: int
    mean: float


@dataclass(frozen=True, slots=True)
class Taste:
    """A member's ratings, summed up. `curve` counts by half star from 0.5 to 5; a rating below 0.25 counts as 0.5."""

    count: int
    mean: float
    curve: tuple[int, ...]
    decades: tuple[Part, ...]
    languages: tuple[Part, ...]
    genres: tuple[Part, ...]
    language_count: int

    @property
    def commonest(self) -> float:
        """The rating given most often, in stars; the higher of equals."""
        return max(range(10), key=lambda step: (self.curve[step], step)) / 2 + 0.5

    @property
    def busiest_decade(self) -> Part | None:
        """Where most of the ratings are."""
        return max(self.decades, key=lambda part: part.count, default=None)

    @property
    def happiest_decade(self) -> Part | None:
        """The best-rated decade, if that is another one."""
        return _happiest(self.decades, but=self.busiest_decade)

    @property
    def happiest_genre(self) -> Part | None:
        """The best-rated genre of those shown, if that is another one than the commonest."""
        return _happiest(self.genres, but=self.genres[0] if self.genres else None)


def _happiest(parts: tuple[Part, ...], but: Part | None) -> Part | None:
    enough = [part for part in parts if part.count >= ENOUGH]
    best = max(enough, key=lambda part: part.mean, default=None)
    return best if best is not but else None


def taste_of(member: User) -> Taste:
    """A member's taste, from every rating of a published title; two queries."""
    rows = list(rating_history(member).order_by().values_list("value", "title__year", "title__language"))
    curve = [0] * 10
    decades: dict[str, list[float]] = defaultdict(list)
    languages: dict[str, list[float]] = defaultdict(list)
    for value, year, language in rows:
        curve[min(9, max(0, int(value * 2 + 0.5) - 1))] += 1
        if year:
            decades[f"{year // 10 * 10}"].append(value)
        if language:
            languages[language].append(value)
    values = [row[0] for row in rows]
    return Taste(
        count=len(rows),
        mean=sum(values) / len(values) if values else 0.0,
        curve=tuple(curve),
        decades=_without_gaps(decades),
        languages=_commonest(languages),
        genres=_genres(member) if rows else (),
        language_count=len(languages),
    )


def _without_gaps(decades: dict[str, list[float]]) -> tuple[Part, ...]:
    """The latest decades in order, with the empty ones between them, so that the axis of time is even."""
    if not decades:
        return ()
    last = max(int(key) for key in decades)
    first = max(min(int(key) for key in decades), last - 10 * (MOST_DECADES - 1))
    return tuple(
        _part(str(year), decade_name(year), decades.get(str(year), [])) for year in range(first, last + 10, 10)
    )


def _commonest(groups: dict[str, list[float]]) -> tuple[Part, ...]:
    sizes = Counter({key: len(values) for key, values in groups.items()})
    return tuple(_part(key, key, groups[key]) for key, _ in sizes.most_common(MOST_ROWS))


def _part(key: str, label: str, values: list[float]) -> Part:
    return Part(key, label, len(values), sum(values) / len(values) if values else 0.0)


def _genres(member: User) -> tuple[Part, ...]:
    rows = (
        Rating.objects.filter(pk__in=rating_history(member).order_by().values("pk"))
        .exclude(title__genres=None)
        .values_list("title__genres__slug")
        .annotate(n=Count("id"), mean=Avg("value"))
        .order_by("-n", "title__genres__slug")[:MOST_ROWS]
    )
    names = genre_names()
    return tuple(Part(slug, names.get(slug, slug), count, mean) for slug, count, mean in rows)
