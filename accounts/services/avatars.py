"""Pictures that members upload."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Avatar, Profile, User
from accounts.models.profile import AVATAR_DIGEST
from accounts.pictures import MAX_BYTES, MAX_PIXELS, PictureRefusedError, square_webp
from moviesite.common.errors import DomainError
from moviesite.common.transactions import atomic_with_retry

_REASONS = {
    "too_large": _("At most %(megabytes)s MB."),
    "unknown": _("This is no picture we can read. Take a JPEG, PNG, WebP, GIF or AVIF."),
    "moving": _("This picture moves. Take one that stands still."),
    "too_many_pixels": _("This picture is too large: at most %(megapixels)s megapixels."),
    "damaged": _("This picture is damaged, or not all of it arrived."),
}


def read_picture(chunks: Iterable[bytes]) -> bytes:
    """An upload's bytes; DomainError on `file` once there are more than `MAX_BYTES`, without reading the rest."""
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) > MAX_BYTES:
            raise _refused("too_large")
    return bytes(data)


def set_avatar(*, user: User, data: bytes) -> Avatar:
    """Make an uploaded picture the member's, as `accounts.pictures` encodes it anew; DomainError on `file`."""
    try:
        image = square_webp(data)  # before the transaction: decoding takes its time
    except PictureRefusedError as error:
        raise _refused(error.reason) from error
    return _keep(user, image)


@atomic_with_retry
def _keep(user: User, image: bytes) -> Avatar:
    digest = hashlib.sha256(image).hexdigest()
    avatar, _created = Avatar.objects.update_or_create(user=user, defaults={"image": image, "digest": digest})
    Profile.objects.get_or_create(user=user)
    Profile.objects.filter(user=user).update(avatar_digest=digest[:AVATAR_DIGEST])
    return avatar


@transaction.atomic
def remove_avatar(*, user: User) -> bool:
    """Go back to the drawn picture, any number of times; returns whether there was another."""
    deleted, _rows = Avatar.objects.filter(user=user).delete()
    Profile.objects.filter(user=user).update(avatar_digest="")
    return bool(deleted)


def _refused(reason: str) -> DomainError:
    figures = {"megabytes": MAX_BYTES // 1024**2, "megapixels": MAX_PIXELS // 1_000_000}
    return DomainError(str(_("Some fields are not valid.")), errors={"file": [str(_REASONS[reason] % figures)]})
