"""Single titles."""

from __future__ import annotations

from django.utils.translation import gettext as _

from catalog.enums import TitleStatus
from catalog.exceptions import TitleMergedError, TitleNotFoundError
from catalog.models import Title


def require_published(title_id: int) -> None:
    """TitleNotFoundError unless the title exists and visitors may see it; TitleMergedError if it is part of another."""
    if Title.objects.published().filter(pk=title_id).exists():
        return
    kept_id = merged_into(title_id)
    if kept_id is not None:
        raise TitleMergedError(_("This title has become part of title %(kept_id)s.") % {"kept_id": kept_id})
    raise TitleNotFoundError


def merged_into(title_id: int) -> int | None:
    """The published title that this one has become part of; None for any other."""
    rows = Title.objects.filter(pk=title_id, merged_into__status=TitleStatus.PUBLISHED).order_by()
    return rows.values_list("merged_into_id", flat=True).first()


def merged_titles() -> dict[int, int]:
    """Every title that has become part of another, with that one."""
    rows = Title.objects.exclude(merged_into=None).order_by()
    return {pk: kept_id for pk, kept_id in rows.values_list("pk", "merged_into_id") if kept_id is not None}
