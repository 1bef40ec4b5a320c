"""Members reporting what others wrote."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from adminpanel.enums import ReportReason
from adminpanel.exceptions import OwnReportError
from adminpanel.models import Report
from adminpanel.models.moderation import MAX_NOTE
from adminpanel.selectors.moderation_targets import seen_target
from adminpanel.services.moderation.cases import open_case, weigh
from moviesite.common.errors import DomainError
from moviesite.common.text import plain_text
from moviesite.common.transactions import atomic_with_retry


@atomic_with_retry
def report_target(
    *,
    reporter: User,
    kind: str,
    object_id: int,
    reason: str,
    note: str = "",
    key: str = "",
    now: datetime | None = None,
) -> tuple[Report, bool]:
    """Report something; the report and whether it is the reporter's first about it. The second takes its place.

    `key` is that of an unlisted list's link. ReportedNotFoundError for what the reporter may not see, OwnReportError
    for what is theirs, DomainError by field.
    """
    note = plain_text(note)
    errors: dict[str, list[str]] = {}
    if reason not in ReportReason.values:
        errors["reason"] = [_("One of %(choices)s.") % {"choices": ", ".join(ReportReason.values)}]
    if len(note) > MAX_NOTE:
        errors["note"] = [_("At most %(count)d characters.") % {"count": MAX_NOTE}]
    if errors:
        raise DomainError(_("Some fields are not valid."), errors=errors)
    target = seen_target(kind=kind, object_id=object_id, viewer_id=reporter.pk, key=key)
    if target.owner.pk == reporter.pk:
        raise OwnReportError
    case = open_case(target, now=now)
    row, is_new = Report.objects.update_or_create(
        case=case, reporter=reporter, defaults={"reason": reason, "note": note, "decision": None}
    )
    weigh(case)
    return row, is_new
