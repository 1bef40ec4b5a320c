"""Authenticator apps: one-time passwords by the clock (RFC 6238)."""

from __future__ import annotations

import pyotp
import segno
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from accounts.enums import SecurityEventKind
from accounts.exceptions import WrongCodeError
from accounts.models import TotpDevice, User
from accounts.services.recovery import drop_codes_of_last_factor, ensure_codes
from accounts.services.security import Origin, record_event
from moviesite.common.crypto import UnreadableSecretError, decrypt, encrypt
from moviesite.common.errors import ConflictError

ISSUER = "Marquee"
STEP = 30  # seconds a code is shown
WINDOW = 1  # steps a clock may be off in either direction
DIGITS = 6
_PURPOSE = "totp"


@transaction.atomic
def start_totp(*, user: User) -> TotpDevice:
    """A device with a new secret, which counts for nothing until confirmed; ConflictError when there is one already."""
    device = TotpDevice.objects.select_for_update().filter(user=user).first()
    if device is not None and device.confirmed_at is not None:
        raise ConflictError(gettext("There is an authenticator app already. Remove it first."))
    secret = encrypt(pyotp.random_base32(), purpose=_PURPOSE)
    device, _ = TotpDevice.objects.update_or_create(user=user, defaults={"secret": secret, "last_step": 0})
    return device


def secret_of(device: TotpDevice) -> str:
    """The secret in base32, to be shown while the device is not confirmed."""
    return decrypt(device.secret, purpose=_PURPOSE)


def qr_code(device: TotpDevice) -> str:
    """A data: URI of an SVG with the key URI that authenticator apps scan."""
    uri = pyotp.TOTP(secret_of(device)).provisioning_uri(name=device.user.username, issuer_name=ISSUER)
    drawn: str = segno.make(uri, error="m", micro=False).svg_data_uri(scale=4, border=3, dark="#000", light="#fff")
    return drawn


@transaction.atomic
def confirm_totp(*, user: User, code: str, origin: Origin) -> list[str]:
    """Let the device count from its first correct code on; returns new recovery codes, [] if there are some already.

    WrongCodeError leaves everything as it was.
    """
    device = TotpDevice.objects.filter(user=user, confirmed_at=None).first()
    step = _step_of(device, code) if device else None
    if device is None or step is None:
        raise WrongCodeError(errors={"code": [gettext("This code does not fit. Codes change every 30 seconds.")]})
    TotpDevice.objects.filter(pk=device.pk).update(confirmed_at=timezone.now(), last_step=step)
    record_event(user=user, kind=SecurityEventKind.FACTOR_ADDED, detail="Authenticator app", origin=origin)
    return ensure_codes(user=user)


def accept_totp(*, user: User, code: str) -> bool:
    """Whether a code is right now, and was not used before: of simultaneous uses one is accepted."""
    device = TotpDevice.objects.filter(user=user).exclude(confirmed_at=None).first()
    step = _step_of(device, code) if device else None
    if device is None or step is None:
        return False
    return bool(TotpDevice.objects.filter(pk=device.pk, last_step__lt=step).update(last_step=step))


def _step_of(device: TotpDevice, code: str) -> int | None:
    """The time step that a code belongs to, None for a code of none of the steps around now."""
    if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
        return None
    try:
        totp = pyotp.TOTP(secret_of(device))
    except UnreadableSecretError:
        return None
    now = int(timezone.now().timestamp()) // STEP
    fitting = [
        step
        for step in range(now - WINDOW, now + WINDOW + 1)
        if step > device.last_step and pyotp.utils.strings_equal(totp.generate_otp(step), code)
    ]
    return fitting[0] if fitting else None


@transaction.atomic
def remove_totp(*, user: User, origin: Origin) -> bool:
    """Take the device away; whether there was one."""
    deleted, _ = TotpDevice.objects.filter(user=user).delete()
    if deleted:
        record_event(user=user, kind=SecurityEventKind.FACTOR_REMOVED, detail="Authenticator app", origin=origin)
        drop_codes_of_last_factor(user=user)
    return bool(deleted)
