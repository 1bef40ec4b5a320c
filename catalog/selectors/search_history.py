"""What a member looked for."""

from __future__ import annotations

from django.db.models import QuerySet

from catalog.models import SearchHistoryEntry


def search_history(user_id: int) -> QuerySet[SearchHistoryEntry]:
    """A member's searches, the latest first."""
    return SearchHistoryEntry.objects.filter(user_id=user_id).order_by("-searched_at", "-id")
