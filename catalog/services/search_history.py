"""Keeping, and forgetting, what members looked for."""

from __future__ import annotations

import hashlib

import structlog
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from catalog.dedup.normalise import fold_case
from catalog.exceptions import SearchEntryNotFoundError
from catalog.models import SearchHistoryEntry
from moviesite.common.text import one_line

log = structlog.get_logger(__name__)

KEPT = 100  # entries per member; the oldest leave first
LONGEST = 200


def record_search(*, user_id: int, query: str) -> None:
    """Remember that a member searched for `query`. A history that cannot be written never fails a search."""
    words = one_line(query)[:LONGEST]
    if not words:
        return
    try:
        with transaction.atomic():
            _remember(user_id, words)
    except DatabaseError as error:
        log.warning("catalog.search_not_recorded", member=user_id, error=type(error).__name__)


def _remember(user_id: int, words: str) -> None:
    key = hashlib.sha256(fold_case(words).encode()).hexdigest()
    own = SearchHistoryEntry.objects.filter(user_id=user_id)
    changes = {"query": words, "times": F("times") + 1, "searched_at": timezone.now()}
    if own.filter(query_key=key).update(**changes):
        return
    try:
        with transaction.atomic():
            SearchHistoryEntry.objects.create(user_id=user_id, query=words, query_key=key)
    except IntegrityError:  # another request of the member's was quicker
        own.filter(query_key=key).update(**changes)
        return
    surplus = list(own.values_list("pk", flat=True)[KEPT : 2 * KEPT])  # MariaDB cannot slice inside a DELETE
    if surplus:
        own.filter(pk__in=surplus).delete()


def forget_search(*, user_id: int, entry_id: int) -> None:
    """Forget one entry; SearchEntryNotFoundError if the member has no such."""
    deleted, _ = SearchHistoryEntry.objects.filter(user_id=user_id, pk=entry_id).delete()
    if not deleted:
        raise SearchEntryNotFoundError


def clear_search_history(*, user_id: int) -> int:
    """Forget all of them; returns how many there were."""
    deleted, _ = SearchHistoryEntry.objects.filter(user_id=user_id).delete()
    return deleted
