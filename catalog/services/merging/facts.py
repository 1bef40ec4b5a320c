"""What the catalog itself says of two titles that become one."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import Activity, User
from catalog.enums import MatchState, TitleStatus
from catalog.models import (
    Credit,
    ExternalId,
    ExternalRating,
    Festival,
    Image,
    Offer,
    SourceRecord,
    Title,
    TitleMatch,
    TitleName,
    Trailer,
)
from catalog.selectors.provenance import facts_of
from catalog.services.ingest.projection import project_titles
from catalog.services.merging.journal import Journal
from catalog.services.merging.registry import Pair, TitleMover, exempt_from_merging, register_mover

#: Tables of facts, and what makes two rows of one title the same.
_TABLES: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (TitleName, ("language", "name")),
    (Credit, ("person_id", "role", "character")),
    (Image, ("kind", "url")),
    (Trailer, ("site", "key")),
    (ExternalRating, ("source",)),
    (Title.genres.through, ("genre_id",)),
    (Title.keywords.through, ("keyword_id",)),
    (Title.countries.through, ("country_id",)),
    (Festival.titles.through, ("festival_id",)),
)
_FILLED = (
    "original_title",
    "year",
    "end_year",
    "release_date",
    "runtime",
    "seasons",
    "overview",
    "poster_url",
    "director",
)


class FactMover(TitleMover):
    """Records, ids and facts go to the kept title where it lacks them, and its fields follow its records.

    What both say stays with the title that is gone, where nobody sees it.
    """

    models = (
        "catalog.TitleName", "catalog.Credit", "catalog.Image", "catalog.Trailer", "catalog.ExternalRating",
        "catalog.Title_genres", "catalog.Title_keywords", "catalog.Title_countries", "catalog.Festival_titles",
        "catalog.Offer", "catalog.ExternalId", "catalog.SourceRecord", "catalog.TitleMatch", "catalog.Title",
    )  # fmt: skip
    sweeps = False

    def move(self, pair: Pair, journal: Journal) -> None:
        """Watched as a whole, since what the records say is written by the ingest."""
        with journal.watching(lambda: self._rows(pair)):
            before = facts_of([pair.kept_id])
            for model in (ExternalId, SourceRecord, Offer):
                _take(model, pair, _unique(model))
            for model, same in _TABLES:
                _take(model, pair, same)
            if facts_of([pair.kept_id]) != before:
                project_titles([pair.kept_id], before=before)
            _fill(pair)
            _move_matches(pair)
            Title.objects.filter(merged_into_id=pair.gone_id).update(merged_into_id=pair.kept_id)
            Title.objects.filter(pk=pair.gone_id).update(
                merged_into_id=pair.kept_id, status=TitleStatus.ARCHIVED, updated_at=timezone.now()
            )

    def _rows(self, pair: Pair) -> list[QuerySet[Any]]:
        both = (pair.kept_id, pair.gone_id)
        tables = [model for model, _ in _TABLES] + [ExternalId, SourceRecord, Offer]
        return [
            Title.objects.filter(Q(pk__in=both) | Q(merged_into_id=pair.gone_id)),
            TitleMatch.objects.filter(Q(first_id__in=both) | Q(second_id__in=both)),
            *(model._base_manager.filter(title_id__in=both) for model in tables),
        ]


class FeedMover(TitleMover):
    """What followers read of the title; the feed names titles by number, without a key."""

    models = ("accounts.Activity",)

    def move(self, pair: Pair, journal: Journal) -> None:
        """All of it."""
        journal.move(Activity.objects.filter(title_id=pair.gone_id), "title_id", to=pair.kept_id)


def _unique(model: Any) -> tuple[str, ...]:
    """Columns of a table's rule beside the title: rows that agree in them are one."""
    rules = (rule.fields for rule in model._meta.constraints if getattr(rule, "fields", None))
    names = next((rule for rule in rules if "title" in rule), ())
    return tuple(model._meta.get_field(name).attname for name in names if name != "title")


def _take(model: Any, pair: Pair, same: tuple[str, ...]) -> None:
    """Give rows to the kept title that it does not have already."""
    rows = model._base_manager.filter(title_id=pair.gone_id)
    if same:
        there = model._base_manager.filter(title_id=pair.kept_id, **{name: OuterRef(name) for name in same})
        rows = rows.filter(~Exists(there))
    model._base_manager.filter(pk__in=list(rows.values_list("pk", flat=True))).update(title_id=pair.kept_id)


def _fill(pair: Pair) -> None:
    """What no record says of the kept title, and a curator said of the other."""
    kept, gone = Title.objects.get(pk=pair.kept_id), Title.objects.get(pk=pair.gone_id)
    lacking = {name: value for name in _FILLED if not getattr(kept, name) and (value := getattr(gone, name))}
    if kept.year and lacking.get("end_year") and lacking["end_year"] < kept.year:
        lacking.pop("end_year")
    if lacking:
        Title.objects.filter(pk=kept.pk).update(**lacking, updated_at=timezone.now())


def _move_matches(pair: Pair) -> None:
    """Suspicions about the title that is gone are about the kept one now; where both were compared, "apart" holds."""
    both = {pair.kept_id, pair.gone_id}
    rows = TitleMatch.objects.filter(Q(first_id=pair.gone_id) | Q(second_id=pair.gone_id)).order_by("pk")
    for row in list(rows):
        other_id = row.second_id if row.first_id == pair.gone_id else row.first_id
        if other_id in both:
            continue
        twin = TitleMatch.objects.filter(
            Q(first_id=pair.kept_id, second_id=other_id) | Q(first_id=other_id, second_id=pair.kept_id)
        ).first()
        if twin is None:
            side = "first_id" if row.first_id == pair.gone_id else "second_id"
            TitleMatch.objects.filter(pk=row.pk).update(**{side: pair.kept_id})
        elif row.state == MatchState.APART and twin.state == MatchState.OPEN:
            TitleMatch.objects.filter(pk=twin.pk).update(
                state=row.state, decided_by=row.decided_by_id, decided_at=row.decided_at
            )


def settle_match(pair: Pair, *, state: MatchState, actor: User | None) -> None:
    """Write down what became of the suspicion that the two are one, made now if nobody had it."""
    decided = {"state": state, "decided_by": actor, "decided_at": timezone.now()}
    found = TitleMatch.objects.filter(
        Q(first_id=pair.kept_id, second_id=pair.gone_id) | Q(first_id=pair.gone_id, second_id=pair.kept_id)
    )
    if not found.update(**decided):
        low, high = sorted((pair.kept_id, pair.gone_id))
        TitleMatch.objects.create(first_id=low, second_id=high, score=0, **decided)


def register_movers() -> None:
    """Make them known, and say why the rest stay."""
    register_mover(FactMover())
    register_mover(FeedMover())
    exempt_from_merging(
        {
            "catalog.TitleMerge": "the log of merges itself; it names the titles as they were then",
            "catalog.TitleStats": "sums; rebuilt from the rows that they sum up",
            "catalog.SearchDocument": "made from names and people; built anew",
        }
    )
