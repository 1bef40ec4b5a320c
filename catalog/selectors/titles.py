"""Single titles."""

from __future__ import annotations

from catalog.exceptions import TitleNotFoundError
from catalog.models import Title


def require_published(title_id: int) -> None:
    """TitleNotFoundError unless the title exists and visitors may see it."""
    if not Title.objects.published().filter(pk=title_id).exists():
        raise TitleNotFoundError
