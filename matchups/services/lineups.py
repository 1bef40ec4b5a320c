"""Four titles as one thing that is rated, whoever chose them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from django.db.models import Count

from catalog.models import Title
from matchups.models import Lineup, TitleStanding, Top4Entry, Top4Set
from matchups.models.top4 import SIZE
from matchups.selectors.top4 import shown_sets
from matchups.strengths import team_interval
from moviesite.common.transactions import atomic_with_retry

T = TypeVar("T")
Quartet = Sequence[int]

GENRE_BITS = 63
BATCH = 500


def key_of(title_ids: Iterable[int]) -> str:
    """The four in ascending order, joined by hyphens."""
    return "-".join(str(pk) for pk in sorted(title_ids))


@atomic_with_retry
def lineups_of(quartets: Sequence[Quartet]) -> dict[str, Lineup]:
    """The line-ups of several fours, by key; new ones start from what is known of their films.

    Six queries, however many (at most `BATCH`); two who bring the same four at once get the same row.
    """
    wanted = {key_of(quartet): quartet for quartet in quartets}
    found = {row.key: row for row in Lineup.objects.filter(key__in=wanted)}
    missing = {key: quartet for key, quartet in sorted(wanted.items()) if key not in found}
    if not missing:
        return found
    films = _ensure_films(sorted({pk for quartet in missing.values() for pk in quartet}))
    Lineup.objects.bulk_create(
        [
            _new_lineup(key, quartet, films, facts)
            for (key, quartet), facts in zip(missing.items(), facts_of(list(missing.values())), strict=True)
        ],
        ignore_conflicts=True,
    )
    return found | {row.key: row for row in Lineup.objects.filter(key__in=missing)}


def _ensure_films(title_ids: Sequence[int]) -> dict[int, TitleStanding]:
    TitleStanding.objects.bulk_create([TitleStanding(title_id=pk) for pk in title_ids], ignore_conflicts=True)
    return TitleStanding.objects.in_bulk(title_ids)


def _new_lineup(key: str, quartet: Quartet, films: Mapping[int, TitleStanding], facts: tuple[int, str, int]) -> Lineup:
    strength, low, high = team_interval(
        [(film.strength, film.low, film.high) for pk in quartet if (film := films.get(pk)) is not None]
    )
    genres, language, decade = facts
    return Lineup(
        key=key, dice=random.random(), strength=strength, low=low, high=high,
        genres=genres, language=language, decade=decade,
    )  # fmt: skip


def facts_of(quartets: Sequence[Quartet]) -> list[tuple[int, str, int]]:
    """Of each four: a bit per genre, and the language and the decade that most of them share (the first among equals).

    Two queries, however many.
    """
    wanted = {pk for quartet in quartets for pk in quartet}
    rows = Title.objects.filter(pk__in=wanted).order_by().values_list("pk", "language", "year")
    titles = {pk: (language, year) for pk, language, year in rows}
    genres: dict[int, int] = {}
    links = Title.genres.through.objects.filter(title_id__in=wanted).order_by()
    for title_id, genre_id in links.values_list("title_id", "genre_id"):
        genres[title_id] = genres.get(title_id, 0) | 1 << (genre_id % GENRE_BITS)
    found = []
    for quartet in quartets:
        known = [titles[pk] for pk in quartet if pk in titles]
        mask = 0
        for pk in quartet:
            mask |= genres.get(pk, 0)
        language = _most([language for language, _ in known], "")
        found.append((mask, language, _most([year // 10 * 10 for _, year in known if year], 0)))
    return found


def _most(values: Sequence[T], default: T) -> T:
    return Counter(values).most_common(1)[0][0] if values else default


def attach_lineups(sets: Sequence[Top4Set]) -> None:
    """Give sets the line-ups of their titles, or none while they are not four, and say which may be shown."""
    titles: dict[int, list[int]] = {top4.pk: [] for top4 in sets}
    for set_id, title_id in Top4Entry.objects.filter(set_id__in=titles).values_list("set_id", "title_id"):
        titles[set_id].append(title_id)
    lineups = lineups_of([quartet for quartet in titles.values() if len(quartet) == SIZE])
    touched = {top4.lineup_id for top4 in sets} | {row.pk for row in lineups.values()}
    for top4 in sets:
        quartet = titles[top4.pk]
        top4.lineup = lineups[key_of(quartet)] if len(quartet) == SIZE else None
    Top4Set.objects.bulk_update(sets, ["lineup"])
    refresh_open([pk for pk in touched if pk is not None])


def attach_missing() -> int:
    """Line-ups for complete sets that have none, such as rows written in bulk; returns how many there were."""
    lacking = Top4Set.objects.filter(lineup=None).annotate(size=Count("entries")).filter(size=SIZE).order_by("pk")
    done = 0
    while sets := list(lacking[:BATCH]):
        attach_lineups(sets)
        done += len(sets)
    return done


def refresh_open(lineup_ids: Collection[int]) -> int:
    """Say anew which of these line-ups everybody may be shown; returns how many changed.

    One with an adult title is nobody's surprise: whoever votes has not chosen what they are shown.
    """
    changed = 0
    ids = sorted(set(lineup_ids))
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        sets = shown_sets().filter(lineup_id__in=part).exclude(entries__title__is_adult=True).order_by()
        shown = set(sets.values_list("lineup_id", flat=True))
        rows = Lineup.objects.filter(pk__in=part)
        changed += rows.filter(pk__in=shown, is_open=False).update(is_open=True)
        changed += rows.filter(is_open=True).exclude(pk__in=shown).update(is_open=False)
    return changed


def refresh_owner(owner_id: int) -> int:
    """The same for the current set of a member."""
    current = Top4Set.objects.filter(owner_key=owner_id, lineup__isnull=False)
    return refresh_open(list(current.values_list("lineup_id", flat=True)))


def refresh_all() -> int:
    """The same for every line-up, in batches; for the schedule, since titles and profiles change by many paths."""
    changed, after = 0, 0
    while ids := list(Lineup.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        changed += refresh_open(ids)
        after = ids[-1]
    return changed
