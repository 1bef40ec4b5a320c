"""Keeping what was looked for in vain, so that curators see what the catalog lacks."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from catalog.dedup.normalise import fold_case
from catalog.models import MissedSearch
from moviesite.common.text import one_line

LONGEST = 100
MOST_A_DAY = 2000
KEEP_DAYS = 30
# What people paste by mistake: addresses, telephone and card numbers. It is nobody's business here.
_PRIVATE = re.compile(r"@|://|\d{6,}")


def is_worth_noting(query: str) -> bool:
    """Whether a query may name a title."""
    words = one_line(query)
    return 1 < len(words) <= LONGEST and not _PRIVATE.search(words) and any(char.isalnum() for char in words)


def note_missed_search(*, query: str) -> None:
    """Count a query that nothing answered."""
    words = one_line(query)
    if not is_worth_noting(words):
        return
    today = timezone.now().date()
    key = hashlib.sha256(fold_case(words).encode()).hexdigest()
    rows = MissedSearch.objects.filter(day=today)
    if rows.filter(query_key=key).update(times=F("times") + 1):
        return
    if rows.count() >= MOST_A_DAY:
        return
    try:
        with transaction.atomic():
            MissedSearch.objects.create(day=today, query_key=key, query=words)
    except IntegrityError:  # another process was quicker
        rows.filter(query_key=key).update(times=F("times") + 1)


def prune_missed_searches() -> int:
    """Forget those of more than a month ago; returns how many."""
    before = timezone.now().date() - timedelta(days=KEEP_DAYS)
    return MissedSearch.objects.filter(day__lt=before).delete()[0]
