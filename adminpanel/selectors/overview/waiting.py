"""What waits for a person, and what happened lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db.models import Max, Min, QuerySet
from django.urls import reverse
from django.utils import timezone

from adminpanel.enums import AppealState, CaseState
from adminpanel.models import Appeal, FeaturedSlot, ModerationCase
from catalog.enums import CrawlState, MatchState, TitleStatus
from catalog.models import CrawlJob, SyncRun, Title, TitleMatch
from matchups.enums import FindingState
from matchups.models import Finding
from moviesite.events.models import OutboxEvent
from recommender.models import TrainingRun

LATEST = 8


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pile of work: how much, what it is, what is known of it, and where it is done."""

    count: int
    what: str
    detail: str
    verb: str
    url: str


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that people or the machine did."""

    at: datetime
    what: str


def waiting() -> list[Waiting]:
    """The piles that are not empty, as a curator would take them."""
    titles, matches = "admin:catalog_title_changelist", "admin:catalog_titlematch_changelist"
    piles = [
        _pile(Title.objects.filter(status=TitleStatus.REVIEW), "updated_at", "title waits for review",
              "titles wait for review", "Review", f"{reverse(titles)}?status__exact=review"),
        _pile(ModerationCase.objects.filter(state=CaseState.OPEN), "opened_at", "report waits for a decision",
              "reports wait for a decision", "Decide",
              f"{reverse('admin:adminpanel_moderationcase_changelist')}?state__exact=open"),
        _pile(Appeal.objects.filter(state=AppealState.OPEN), "created_at", "appeal waits for an answer",
              "appeals wait for an answer", "Answer",
              f"{reverse('admin:adminpanel_appeal_changelist')}?state__exact=open"),
        _pile(TitleMatch.objects.filter(state=MatchState.OPEN), "created_at", "pair may be one title",
              "pairs may be one title", "Decide", f"{reverse(matches)}?state__exact=open"),
        _pile(Finding.objects.filter(state=FindingState.OPEN), "created_at", "vote pattern looks made",
              "vote patterns look made", "Look", f"{reverse('admin:matchups_finding_changelist')}?state__exact=open"),
        _pile(OutboxEvent.objects.filter(delivered_at=None).exclude(dead_at=None), "created_at", "event was given up",
              "events were given up", "Retry", f"{reverse('admin:events_outboxevent_changelist')}?dead_at__isempty=0"),
        _pile(CrawlJob.objects.filter(state=CrawlState.DEAD), "updated_at", "question to a provider was given up",
              "questions to providers were given up", "Look",
              f"{reverse('admin:catalog_crawljob_changelist')}?state__exact=dead"),
    ]  # fmt: skip
    return [pile for pile in piles if pile is not None]


def _pile(rows: QuerySet[Any], field: str, one: str, many: str, verb: str, url: str) -> Waiting | None:
    count = rows.count()
    if not count:
        return None
    edges = rows.order_by().aggregate(oldest=Min(field), newest=Max(field))
    detail = f"oldest since {edges['oldest']:%A, %d %B}" if edges["oldest"] else ""
    return Waiting(count, one if count == 1 else many, detail, verb, url)


def happened(now: datetime | None = None) -> list[Happened]:
    """The latest of a day: decisions, trainings, what providers brought, what went live."""
    now = now or timezone.now()
    since = now - timedelta(days=1)
    found = [
        Happened(entry.action_time, f"{entry.user}: {entry.object_repr[:60]} ({entry.get_change_message()[:60]})")
        for entry in LogEntry.objects.filter(action_time__gte=since).select_related("user")[:LATEST]
    ]
    found += [
        Happened(run.finished_at or run.created_at, f"Training of {run.kind[:60]}: {run.get_status_display().lower()}")
        for run in TrainingRun.objects.filter(created_at__gte=since).order_by("-pk")[:LATEST]
    ]
    found += [
        Happened(
            run.finished_at or run.started_at,
            f"{run.get_provider_display()}, {run.mode}: {run.get_state_display().lower()}",
        )
        for run in SyncRun.objects.filter(started_at__gte=since).order_by("-pk")[:LATEST]
    ]
    found += [
        Happened(slot.starts_at, f"Featured: {slot.headline or slot.title.title} went live")
        for slot in FeaturedSlot.objects.filter(starts_at__gte=since, starts_at__lte=now, is_active=True)
        .select_related("title")
        .order_by("-starts_at")[:LATEST]
    ]
    return sorted(found, key=lambda item: item.at, reverse=True)[:LATEST]
