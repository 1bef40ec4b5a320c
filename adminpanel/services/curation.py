"""Titles on their way from draft to archive: who moved them, when, why, and back again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from adminpanel.exceptions import AlreadyUndoneError, CurationDeniedError, CurationError, CurationNotFoundError
from adminpanel.models import Curation, CurationStep
from catalog.enums import TitleStatus
from catalog.models import Title
from catalog.signals import titles_ingested
from moviesite.common.versions import bump_version
from moviesite.events.bus import publish

DRAFT, REVIEW, PUBLISHED, ARCHIVED = TitleStatus.DRAFT, TitleStatus.REVIEW, TitleStatus.PUBLISHED, TitleStatus.ARCHIVED
SUBMIT, PUBLISH, ARCHIVE = "adminpanel.submit_titles", "adminpanel.publish_titles", "adminpanel.archive_titles"

#: The steps there are, and the permission that each needs.
STEPS: dict[tuple[TitleStatus, TitleStatus], str] = {
    (DRAFT, REVIEW): SUBMIT,
    (REVIEW, DRAFT): PUBLISH,
    (REVIEW, PUBLISHED): PUBLISH,
    (PUBLISHED, REVIEW): PUBLISH,
    (DRAFT, ARCHIVED): ARCHIVE,
    (REVIEW, ARCHIVED): ARCHIVE,
    (PUBLISHED, ARCHIVED): ARCHIVE,
    (ARCHIVED, DRAFT): ARCHIVE,
}
#: Steps that take something away from somebody say why.
REASONED = {(REVIEW, DRAFT), (PUBLISHED, REVIEW), (PUBLISHED, ARCHIVED)}
MOST = 500  # titles in one decision


@dataclass(frozen=True, slots=True)
class Moved:
    """`moved` titles changed; `stayed` have no such step from where they are, or are part of another title."""

    curation: Curation | None
    moved: tuple[int, ...]
    stayed: tuple[int, ...]


@transaction.atomic
def move_titles(*, actor: User, title_ids: Collection[int], to_status: str, reason: str = "") -> Moved:
    """Take one step with several titles at once; those that have no such step stay as they are.

    CurationError: an unknown status, too many titles, or a missing reason. CurationDeniedError: the actor may not take
    a step that is needed, in which case nothing moves. CurationNotFoundError: none of the titles exists.
    """
    after = _status(to_status)
    if len(title_ids) > MOST:
        raise CurationError(errors={"ids": [f"At most {MOST} titles at once."]})
    titles = list(Title.objects.select_for_update().filter(pk__in=title_ids).order_by("pk"))
    if not titles:
        raise CurationNotFoundError
    steps = {title.pk: (TitleStatus(title.status), after) for title in titles if title.merged_into_id is None}
    moved = [title for title in titles if steps.get(title.pk) in STEPS]
    taken = {steps[title.pk] for title in moved}
    if not all(actor.has_perm(STEPS[step]) for step in taken):
        raise CurationDeniedError
    if not reason.strip() and taken & REASONED:
        raise CurationError("Say why.", errors={"reason": ["Say why."]})
    stayed = tuple(sorted(set(title_ids) - {title.pk for title in moved}))
    if not moved:
        return Moved(None, (), stayed)
    curation = Curation.objects.create(actor=actor, to_status=after, reason=reason.strip()[:300])
    CurationStep.objects.bulk_create(
        CurationStep(curation=curation, title=title, before=title.status, after=after) for title in moved
    )
    _write(moved, after)
    _log(actor, moved, f"{after.label}. {reason}".strip())
    return Moved(curation, tuple(title.pk for title in moved), stayed)


@transaction.atomic
def undo_curation(*, actor: User, curation_id: int) -> Moved:
    """Give each title back what it was before; one that somebody has moved since stays where it is now.

    CurationNotFoundError, AlreadyUndoneError; CurationDeniedError without the permission for every step that is taken
    back.
    """
    curation = Curation.objects.select_for_update().filter(pk=curation_id).first()
    if curation is None:
        raise CurationNotFoundError
    if curation.undone_at is not None:
        raise AlreadyUndoneError
    steps = list(curation.steps.order_by("title_id"))
    if not all(actor.has_perm(STEPS[TitleStatus(step.before), TitleStatus(step.after)]) for step in steps):
        raise CurationDeniedError
    found = {title.pk: title for title in _locked([step.title_id for step in steps])}
    back: dict[str, list[Title]] = {}
    for step in steps:
        title = found.get(step.title_id)
        if title is not None and title.status == step.after and title.merged_into_id is None:
            back.setdefault(step.before, []).append(title)
    for before, titles in back.items():
        _write(titles, TitleStatus(before))
        _log(actor, titles, f"Undone: {curation}")
    curation.undone_at, curation.undone_by = timezone.now(), actor
    curation.save(update_fields=["undone_at", "undone_by"])
    moved = sorted(title.pk for titles in back.values() for title in titles)
    return Moved(curation, tuple(moved), tuple(sorted({step.title_id for step in steps} - set(moved))))


def allowed_steps(actor: User, status: str) -> list[TitleStatus]:
    """Where `actor` may move a title that is at `status`."""
    return [after for (before, after), needed in STEPS.items() if before == status and actor.has_perm(needed)]


def _status(value: str) -> TitleStatus:
    if value not in TitleStatus.values:
        raise CurationError(errors={"status": [f"One of {', '.join(TitleStatus.values)}."]})
    return TitleStatus(value)


def _locked(title_ids: Collection[int]) -> list[Title]:
    return list(Title.objects.select_for_update().filter(pk__in=title_ids).order_by("pk"))


def _write(titles: list[Title], status: TitleStatus) -> None:
    """One statement for all; what saving one by one would have told is told after the commit."""
    ids = [title.pk for title in titles]
    Title.objects.filter(pk__in=ids).update(status=status, updated_at=timezone.now())
    for title_id in ids:
        publish("movie_updated", aggregate=f"title:{title_id}", payload={"movie_id": title_id, "status": str(status)})
    transaction.on_commit(partial(titles_ingested.send, sender=Title, title_ids=ids))
    for subject in ("titles", "catalog"):
        transaction.on_commit(partial(bump_version, subject))


def _log(actor: User, titles: list[Title], message: str) -> None:
    LogEntry.objects.log_actions(
        user_id=actor.pk,
        queryset=titles,
        action_flag=CHANGE,
        change_message=message,
    )
