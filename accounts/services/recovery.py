"""Recovery codes, for when phone and keys are lost."""

from __future__ import annotations

import base64
import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from accounts.enums import SecurityEventKind
from accounts.models import Passkey, RecoveryCode, TotpDevice, User
from accounts.services.security import Origin, record_event

COUNT = 10
_BYTES = 10  # 80 bits: no hash needs to be slow for that


def _digest(user: User, code: str) -> str:
    letters = "".join(code.lower().split()).replace("-", "")
    return hashlib.sha256(f"recovery:{user.pk}:{letters}".encode()).hexdigest()


def _new_code() -> str:
    """Sixteen letters and digits in fours, without 0, 1, 8 and 9."""
    letters = base64.b32encode(secrets.token_bytes(_BYTES)).decode().lower()
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


@transaction.atomic
def make_codes(*, user: User) -> list[str]:
    """Ten new codes, to be shown once; the former ones no longer work."""
    User.objects.select_for_update().only("pk").get(pk=user.pk)
    RecoveryCode.objects.filter(user=user).delete()
    codes = [_new_code() for _ in range(COUNT)]
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(user, code)) for code in codes)
    return codes


def ensure_codes(*, user: User) -> list[str]:
    """New codes unless the member has some; [] then."""
    return [] if codes_left(user) else make_codes(user=user)


def codes_left(user: User) -> int:
    """How many codes still work."""
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


@transaction.atomic
def use_code(*, user: User, code: str, origin: Origin) -> bool:
    """Whether a code is one of the member's and was unused until now: of simultaneous uses one is accepted."""
    unused = RecoveryCode.objects.filter(user=user, digest=_digest(user, code), used_at=None)
    if not unused.update(used_at=timezone.now()):
        return False
    left = f"{codes_left(user)} left"
    record_event(user=user, kind=SecurityEventKind.RECOVERY_USED, detail=left, origin=origin)
    return True


def drop_codes_of_last_factor(*, user: User) -> None:
    """Codes stand in for a second factor; without one they stand for nothing."""
    has_totp = TotpDevice.objects.filter(user=user).exclude(confirmed_at=None).exists()
    if not has_totp and not Passkey.objects.filter(user=user).exists():
        RecoveryCode.objects.filter(user=user).delete()
