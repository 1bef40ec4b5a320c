"""What a member can log in with, and that there is always something left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.enums import NoncePurpose, RevokeReason, SecurityEventKind
from accounts.exceptions import LastFactorError, WalletNotFoundError
from accounts.models import Passkey, TotpDevice, User, Wallet
from accounts.services.proof import require_fresh_proof
from accounts.services.recovery import codes_left
from accounts.services.security import Origin, origin_of, record_event
from accounts.services.sessions import Login, current_login, end_all_sessions, renew_browser_session
from accounts.services.wallet_binding import binding_of
from accounts.services.wallet_proof import prove_wallet
from accounts.services.wallets import link_wallet, unlink_wallet
from moviesite.common.transactions import atomic_with_retry


@dataclass(frozen=True, slots=True)
class Factors:
    """All that proves who a member is. `ways` counts what opens the door alone: the password, and each wallet."""

    has_password: bool
    email: str
    email_confirmed: bool
    wallets: list[Wallet]
    totp: TotpDevice | None
    passkeys: list[Passkey]
    codes_left: int

    @property
    def ways(self) -> int:
        """How many ways in there are."""
        return self.has_password + len(self.wallets)

    @property
    def has_second(self) -> bool:
        """Whether a password alone is not enough."""
        return bool(self.passkeys) or self.totp is not None


def factors_of(user: User) -> Factors:
    """What a member has. Four queries."""
    return Factors(
        has_password=user.has_usable_password(),
        email=user.email,
        email_confirmed=user.email_key is not None,
        wallets=list(Wallet.objects.filter(user=user).order_by("pk")),
        totp=TotpDevice.objects.filter(user=user).exclude(confirmed_at=None).first(),
        passkeys=list(Passkey.objects.filter(user=user).order_by("pk")),
        codes_left=codes_left(user),
    )


def add_wallet(*, request: Any, user: User, message: str, signature: str) -> Wallet:
    """Link the wallet that signed a message for this purpose. Needs fresh proof.

    ReauthRequiredError, the errors of `prove_wallet`, WalletTakenError.
    """
    require_fresh_proof(request)
    plain: HttpRequest = getattr(request, "_request", request)
    proof = prove_wallet(
        message=message, signature=signature, binding=binding_of(plain), purpose=NoncePurpose.LINK, user=user
    )
    with transaction.atomic():
        is_new = not Wallet.objects.filter(user=user, address_key=proof.address.lower()).exists()
        wallet = link_wallet(user=user, proof=proof)
        if is_new:
            record_event(
                user=user, kind=SecurityEventKind.WALLET_LINKED, detail=wallet.address, origin=origin_of(plain)
            )
    return wallet


def remove_wallet(*, request: Any, user: User, wallet_id: int) -> None:
    """Unlink a wallet and end every other login. Needs fresh proof.

    ReauthRequiredError, WalletNotFoundError, LastFactorError.
    """
    if not Wallet.objects.filter(pk=wallet_id, user=user).exists():
        raise WalletNotFoundError
    require_fresh_proof(request)
    plain: HttpRequest = getattr(request, "_request", request)
    take_wallet(user=user, wallet_id=wallet_id, keep=current_login(request), origin=origin_of(plain))


def remove_password(*, request: Any, user: User) -> None:
    """Let only wallets open the door from now on, and end every other login. Needs fresh proof.

    ReauthRequiredError, LastFactorError.
    """
    require_fresh_proof(request)
    plain: HttpRequest = getattr(request, "_request", request)
    kept = current_login(request)
    take_password(user=user, keep=kept, origin=origin_of(plain))
    renew_browser_session(request=request, user=user, row=kept)


@atomic_with_retry
def take_wallet(*, user: User, wallet_id: int, keep: Login | None, origin: Origin) -> None:
    """The part of `remove_wallet` that is one transaction. The lock on the member makes removals take turns."""
    member = User.objects.select_for_update().get(pk=user.pk)
    wallet = Wallet.objects.filter(pk=wallet_id, user=member).first()
    unlink_wallet(user=member, wallet_id=wallet_id)
    _refuse_none_left(member)
    address = wallet.address if wallet else ""
    record_event(user=member, kind=SecurityEventKind.WALLET_UNLINKED, detail=address, origin=origin)
    end_all_sessions(user=member, reason=RevokeReason.FACTOR, keep=keep)


@atomic_with_retry
def take_password(*, user: User, keep: Login | None, origin: Origin) -> None:
    """The part of `remove_password` that is one transaction."""
    member = User.objects.select_for_update().get(pk=user.pk)
    member.set_unusable_password()
    _refuse_none_left(member)
    member.save(update_fields=["password"])
    record_event(user=member, kind=SecurityEventKind.PASSWORD_CHANGED, detail="Removed", origin=origin)
    end_all_sessions(user=member, reason=RevokeReason.FACTOR, keep=keep)
    user.password = member.password


def _refuse_none_left(member: User) -> None:
    """LastFactorError, which undoes the transaction, when nothing would open the door any more."""
    if not member.has_usable_password() and not Wallet.objects.filter(user=member).exists():
        raise LastFactorError(_("This is your only way to log in. Add another one first."))
