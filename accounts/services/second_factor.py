"""The second step of logging in: who must take it, and what counts as taking it."""

from __future__ import annotations

import time

from django.contrib.auth import SESSION_KEY
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.exceptions import SecondFactorRequiredError, WrongCodeError
from accounts.models import User
from accounts.services.passkeys import accept_passkey
from accounts.services.recovery import use_code
from accounts.services.security import origin_of
from accounts.services.totp import DIGITS, accept_totp
from moviesite.common.ratelimit import enforce

PENDING_LIFE = 300  # seconds between the password and the second step
MAX_TRIES = 5
_PENDING = "second_step"


def has_second_factor(user: User) -> bool:
    """Whether a password alone is not enough for this member. One query."""
    either = Q(totp_device__confirmed_at__isnull=False) | Q(passkeys__isnull=False)
    return User.objects.filter(either, pk=user.pk).exists()


def check_code(*, request: HttpRequest, user: User, code: str) -> None:
    """Accept a one-time password or a recovery code, once each; WrongCodeError, or RateLimitedError before looking."""
    enforce(request, "otp", account=str(user.pk))
    typed = "".join(code.split())
    if len(typed) == DIGITS and typed.isdigit():
        accepted = accept_totp(user=user, code=typed)
    else:
        accepted = use_code(user=user, code=typed, origin=origin_of(request))
    if not accepted:
        raise WrongCodeError(errors={"otp": [_("This code does not fit, or was used before.")]})


def require_second_factor(*, request: HttpRequest, user: User, otp: str) -> None:
    """For clients that say everything at once: SecondFactorRequiredError when `otp` is missing and needed."""
    if not has_second_factor(user):
        return
    if not otp:
        raise SecondFactorRequiredError(errors={"otp": [_("Give the code of your app, or a recovery code.")]})
    check_code(request=request, user=user, code=otp)


def begin_second_step(*, request: HttpRequest, user: User, next_url: str) -> None:
    """Remember under a new session key whose password was right. Nobody is logged in yet."""
    if SESSION_KEY in request.session:
        request.session.flush()
    else:
        request.session.cycle_key()
    request.session[_PENDING] = {"user": user.pk, "at": int(time.time()), "tries": 0, "next": next_url}


def pending_member(request: HttpRequest) -> User | None:
    """Whose second step is awaited in this browser, None when nobody's or when it took too long."""
    kept = request.session.get(_PENDING)
    if not kept or time.time() - kept["at"] > PENDING_LIFE or kept["tries"] >= MAX_TRIES:
        return None
    return User.objects.filter(pk=kept["user"], is_active=True).first()


def take_second_step(*, request: HttpRequest, user: User, code: str = "", credential: str = "") -> str:
    """Finish with a code or a passkey; returns where the member was going. WrongCodeError costs one of five tries."""
    kept = request.session[_PENDING]
    request.session[_PENDING] = {**kept, "tries": kept["tries"] + 1}
    if credential:
        accept_passkey(request=request, user=user, credential=credential)
    elif code:
        check_code(request=request, user=user, code=code)
    else:
        raise WrongCodeError(errors={"otp": [_("Give the code of your app, or a recovery code.")]})
    del request.session[_PENDING]
    where: str = kept["next"]
    return where
