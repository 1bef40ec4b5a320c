"""A member's own data: taken along, brought back, erased."""

from __future__ import annotations

import io
import os
import tempfile
from datetime import datetime
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import RevokeReason, SecurityEventKind
from accounts.models import User
from accounts.models.user import identifier_key
from accounts.owndata.archive import write_archive
from accounts.owndata.closing import scrub_caches, scrub_events
from accounts.owndata.reader import read_archive, refused
from accounts.owndata.registry import Tally, sections
from accounts.services.security import Origin, record_event
from accounts.services.sessions import end_all_sessions
from moviesite.common.errors import DomainError
from moviesite.common.transactions import atomic_with_retry
from moviesite.events.bus import publish

IN_MEMORY = 2 * 1024 * 1024
MAX_UPLOAD = 20 * 1024 * 1024


def export_account(*, user: User, site: str, origin: Origin, now: datetime | None = None) -> IO[bytes]:
    """All that belongs to a member as an open file, at its beginning; large ones lie on the disk until closed.

    That it was taken is written down and told to the member. Callers ask for fresh proof first.
    """
    target = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it, unless it is small or fails
    try:
        write_archive(user=user, site=site, now=now or timezone.now(), target=target)
        record_event(user=user, kind=SecurityEventKind.EXPORTED, origin=origin)
        size = target.seek(0, os.SEEK_END)
        target.seek(0)
        if size > IN_MEMORY:
            return target
        small = io.BytesIO(target.read())
    except BaseException:
        target.close()
        raise
    target.close()
    return small


def restore_account(*, user: User, upload: UploadedFile[Any]) -> dict[str, Tally]:
    """Read an export into the member's account: what is missing is added, nothing is changed or taken away.

    ArchiveRefusedError on `file`.
    """
    if (upload.size or 0) > MAX_UPLOAD:
        raise refused(_("At most %(n)s MB.") % {"n": MAX_UPLOAD // 1024**2})
    return read_archive(user=user, data=upload.read())


def check_username(*, user: User, typed: str) -> None:
    """DomainError on `username` unless the member typed their own name."""
    if identifier_key(typed) != user.username_key:
        raise DomainError(_("Some fields are not valid."), errors={"username": [_("This is not your username.")]})


@atomic_with_retry
def erase_account(*, user: User) -> None:
    """Delete a member and everything that leads to them (decision 0011). Callers ask for fresh proof first.

    Stars stay in the sums of their titles as nobody's. The event `member_erased` {"user_id"} names a number that is no
    longer anybody's.
    """
    member = User.objects.select_for_update().get(pk=user.pk)  # whatever the member writes at this moment waits
    for section in reversed(sections()):
        section.erase(member)
    close_account(member)
    publish("member_erased", aggregate=f"erased:{user.pk}", payload={"user_id": user.pk})


def close_account(member: User) -> None:
    """End the logins of a member whose data is taken care of, and delete the row with all that hangs on it."""
    member_id = member.pk
    end_all_sessions(user=member, reason=RevokeReason.DEACTIVATED)
    with transaction.atomic():
        member.delete()
        scrub_events(member_id)
    scrub_caches(member_id)
