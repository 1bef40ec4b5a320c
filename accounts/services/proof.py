"""Fresh proof: before what could take an account over, a member shows again that it is them (ASVS 7.5.1)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import NoncePurpose
from accounts.exceptions import InvalidCredentialsError, ReauthRequiredError, WalletProofError
from accounts.models import BrowserSession, RefreshFamily, User, Wallet
from accounts.services.passkeys import accept_passkey
from accounts.services.second_factor import check_code
from accounts.services.sessions import current_login
from accounts.services.wallet_binding import binding_of
from accounts.services.wallet_proof import ProvenWallet, prove_wallet
from moviesite.common.ratelimit import enforce

FRESH = timedelta(minutes=10)


def is_fresh(request: Any) -> bool:
    """Whether the login of a request (Django's or DRF's) was begun or proven at most ten minutes ago."""
    login = current_login(request)
    return login is not None and timezone.now() - login.proved_at <= FRESH


def require_fresh_proof(request: Any) -> None:
    """ReauthRequiredError (403, `reauth_required`) unless `is_fresh`."""
    if not is_fresh(request):
        raise ReauthRequiredError


def note_proof(request: Any) -> None:
    """Write down that the member of this login proved just now who they are."""
    login = current_login(request)
    if login is None:
        raise ReauthRequiredError
    if isinstance(login, RefreshFamily):
        RefreshFamily.objects.filter(pk=login.pk).update(proved_at=timezone.now())
    else:
        BrowserSession.objects.filter(pk=login.pk).update(proved_at=timezone.now())


def prove_by_password(*, request: Any, user: User, password: str) -> None:
    """InvalidCredentialsError on `password`; tries are limited before anything is hashed."""
    enforce(_plain(request), "proof")
    if not user.check_password(password):
        raise InvalidCredentialsError(errors={"password": [_("This is not your password.")]})
    note_proof(request)


def prove_by_code(*, request: Any, user: User, code: str) -> None:
    """By an authenticator app or a recovery code; WrongCodeError on `otp`."""
    enforce(_plain(request), "proof")
    check_code(request=_plain(request), user=user, code=code)
    note_proof(request)


def prove_by_passkey(*, request: HttpRequest, user: User, credential: str) -> None:
    """By a passkey that signed the challenge of this session; WrongCodeError."""
    enforce(request, "proof")
    accept_passkey(request=request, user=user, credential=credential)
    note_proof(request)


def prove_by_wallet(*, request: Any, user: User, message: str, signature: str) -> None:
    """By a wallet of theirs that signed a message for this purpose; WalletProofError otherwise."""
    enforce(_plain(request), "proof")
    proof = prove_wallet(
        message=message,
        signature=signature,
        binding=binding_of(_plain(request)),
        purpose=NoncePurpose.PROOF,
        user=user,
    )
    if not _is_theirs(user, proof):
        raise WalletProofError(_("This wallet is not one of yours."))
    note_proof(request)


def _is_theirs(user: User, proof: ProvenWallet) -> bool:
    """Whether a wallet is the member's. A contract speaks for the chain it was linked on, and for no other."""
    wallet = Wallet.objects.filter(user=user, address_key=proof.address.lower()).first()
    if wallet is None:
        return False
    return not (proof.is_contract and wallet.is_contract) or proof.chain_id == wallet.chain_id


def _plain(request: Any) -> HttpRequest:
    django_request: HttpRequest = getattr(request, "_request", request)
    return django_request
