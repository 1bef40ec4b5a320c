"""Is it good? What the models score, what drifts, and where the catalog has gaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import Profile
from catalog.models import Offer, Title, Trailer
from catalog.selectors.missed_searches import missed_by_script
from moviesite.common.vocabulary import HOME_LANGUAGES, LANGUAGES
from ratings.models import Rating
from recommender.enums import DriftLevel, ModelStatus
from recommender.models import DriftReport, Impression, ModelVersion

VERSIONS = 6
STALE = timedelta(days=2)
SPAN = 14  # days
SILENT = 30  # days in which a search that found nothing still counts


@dataclass(frozen=True, slots=True)
class Version:
    """A model and what it scored on held-out ratings; None where it was not measured."""

    name: str
    is_live: bool
    ndcg: float | None
    coverage: float | None
    novelty: float | None


@dataclass(frozen=True, slots=True)
class Gap:
    """A language: what the catalog has of it, in parts of its titles (0-1), and who wants it."""

    code: str
    name: str
    titles: int
    with_overview: float
    with_trailer: float
    with_offers: float
    wanted_by: int
    missed: int


@dataclass(frozen=True, slots=True)
class Quality:
    """`liked` is the share of ratings given to shown picks that are four stars or more, by day over a fortnight."""

    answer: str
    why: str
    liked: list[float]
    liked_now: float | None
    rated_picks: int
    versions: list[Version]
    drift: list[tuple[str, int]]
    gaps: list[Gap]


def quality(now: datetime | None = None) -> Quality:
    """Everything of the third column."""
    now = now or timezone.now()
    live = list(ModelVersion.objects.exclude(active_key=None).order_by("algorithm"))
    others = ModelVersion.objects.filter(active_key=None).exclude(status=ModelStatus.BROKEN).order_by("-pk")
    versions = [_version(row) for row in (*live, *others[: max(0, VERSIONS - len(live))])][:VERSIONS]
    liked, total, share = _liked(now)
    drift = _drift()
    gaps = _gaps()
    answer, why = _words(live, drift, gaps, share, total, now)
    return Quality(answer, why, liked, share, total, versions, drift, gaps)


def _version(row: ModelVersion) -> Version:
    metrics: dict[str, Any] = row.metrics
    return Version(
        name=f"{row.algorithm} {row.pk}",
        is_live=row.active_key is not None,
        ndcg=row.figure,
        coverage=metrics.get("coverage@10", metrics.get("coverage")),
        novelty=metrics.get("novelty@10", metrics.get("novelty")),
    )


def _liked(now: datetime) -> tuple[list[float], int, float | None]:
    """Ratings of titles that the member had been shown among their picks before."""
    shown = Impression.objects.filter(
        user_id=OuterRef("user_id"), title_id=OuterRef("title_id"), first_at__lte=OuterRef("updated_at")
    )
    since = now - timedelta(days=SPAN)
    rows = Rating.objects.filter(Exists(shown), updated_at__gte=since).order_by().values_list("updated_at", "value")
    given = [[0, 0] for _ in range(SPAN)]
    for at, value in rows:
        day = given[min(SPAN - 1, (at - since).days)]
        day[0] += value >= 4
        day[1] += 1
    good, total = sum(day[0] for day in given), sum(day[1] for day in given)
    return [day[0] / day[1] for day in given if day[1]], total, good / total if total else None


def _drift() -> list[tuple[str, int]]:
    """How many distributions of the last measurement stand at which level."""
    last = DriftReport.objects.order_by("-measured_at").values_list("measured_at", flat=True).first()
    if last is None:
        return []
    rows = DriftReport.objects.filter(measured_at__gte=last - timedelta(hours=1)).order_by()
    counts = dict(rows.values_list("level").annotate(n=Count("pk")))
    return [(str(DriftLevel(level).label), counts.get(level, 0)) for level in DriftLevel.values]


def _gaps() -> list[Gap]:
    """The site's languages, those with the most open wishes first."""
    rows = (
        Title.objects.published()
        .filter(language__in=HOME_LANGUAGES)
        .order_by()
        .values("language")
        .annotate(
            titles=Count("pk"),
            told=Count("pk", filter=~Q(overview="")),
            filmed=Count("pk", filter=Q(Exists(Trailer.objects.filter(title=OuterRef("pk"))))),
            offered=Count("pk", filter=Q(Exists(Offer.objects.filter(title=OuterRef("pk"))))),
        )
    )
    found: dict[str, Any] = {row["language"]: row for row in rows}
    wanted = dict.fromkeys(HOME_LANGUAGES, 0)
    for spoken in Profile.objects.order_by().values_list("content_languages", flat=True).iterator(chunk_size=2000):
        for code in set(spoken) & wanted.keys():
            wanted[code] += 1
    missed = missed_by_script(SILENT)
    return [_gap(code, found.get(code, {}), wanted[code], missed[code]) for code in HOME_LANGUAGES]


def _gap(code: str, row: dict[str, Any], wanted: int, missed: int) -> Gap:
    titles = row.get("titles", 0)
    part = {name: row.get(name, 0) / titles if titles else 0.0 for name in ("told", "filmed", "offered")}
    name = LANGUAGES[code].endonym
    return Gap(code, name, titles, part["told"], part["filmed"], part["offered"], wanted, missed)


def _words(
    live: list[ModelVersion],
    drift: list[tuple[str, int]],
    gaps: list[Gap],
    liked: float | None,
    rated: int,
    now: datetime,
) -> tuple[str, str]:
    if not live:
        return "Nothing is trained.", "Picks are the catalog’s best until a model is."
    alerts = dict(drift).get(str(DriftLevel.ALERT.label), 0)
    newest = max(row.trained_at for row in live)
    thin = min(gaps, key=lambda gap: gap.titles / max(1, gap.wanted_by)) if any(gap.wanted_by for gap in gaps) else None
    if alerts:
        answer = "Taste has moved."
    elif now - newest > STALE:
        answer = "The models grow old."
    else:
        answer = f"Mostly. {LANGUAGES[thin.code].name} is thin." if thin else "Yes."
    told = f"{liked:.0%} of {rated:,} rated picks got four stars or more." if liked is not None else ""
    age = f"The newest model was trained {_ago(now - newest)} ago."
    few = f"{LANGUAGES[thin.code].name}: {thin.titles} titles for {thin.wanted_by} members who want it." if thin else ""
    return answer, " ".join(part for part in (told or "No pick has been rated in a fortnight.", age, few) if part)


def _ago(age: timedelta) -> str:
    hours = age.total_seconds() / 3600
    return (
        f"{hours * 60:.0f} minutes" if hours < 2 else f"{hours:.0f} hours" if hours < 48 else f"{hours / 24:.0f} days"
    )
