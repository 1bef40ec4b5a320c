"""Two accounts of one person become one."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.enums import NoncePurpose, RevokeReason, SecurityEventKind
from accounts.exceptions import MergeRefusedError, WalletProofError
from accounts.models import Passkey, TotpDevice, User, Wallet
from accounts.owndata.registry import counts_of, sections
from accounts.services.login import check_credentials
from accounts.services.owndata import close_account
from accounts.services.proof import require_fresh_proof
from accounts.services.recovery import drop_codes_of_last_factor, ensure_codes
from accounts.services.second_factor import has_second_factor, require_second_factor
from accounts.services.security import Origin, record_event
from accounts.services.sessions import end_all_sessions
from accounts.services.wallet_binding import binding_of
from accounts.services.wallet_proof import prove_wallet
from moviesite.common.transactions import atomic_with_retry
from moviesite.events.bus import publish

PROOF_LIFE = 600  # seconds, as long as any fresh proof
_KEPT = "merge_with"


@dataclass(frozen=True, slots=True)
class Side:
    """An account before the merge: whose it is, and how much of each section there is."""

    user: User
    counts: dict[str, int]


def check_pair(*, user: User, other: User) -> None:
    """MergeRefusedError for two that cannot become one.

    A curator's account is not taken into another: what it may do must neither spread nor vanish unnoticed.
    """
    if user.pk == other.pk:
        raise MergeRefusedError(_("This is the account you are in."))
    if not other.is_active or other.is_demo:
        raise MergeRefusedError(_("The other account is closed."))
    if other.is_staff or other.is_superuser:
        raise MergeRefusedError(_("The other account is a curator's. Log in there and merge this one into it."))


def prove_other_by_password(*, request: Any, user: User, identifier: str, password: str, otp: str = "") -> User:
    """The other account, by what opens it. The limits, and the second factor, are those of logging in."""
    plain = _plain(request)
    require_fresh_proof(request)
    other = check_credentials(request=plain, identifier=identifier, password=password)
    require_second_factor(request=plain, user=other, otp=otp)
    check_pair(user=user, other=other)
    return other


def prove_other_by_wallet(*, request: Any, user: User, message: str, signature: str) -> User:
    """The other account, by a wallet of its that signed a message made with a nonce for `link` of this member."""
    require_fresh_proof(request)
    proof = prove_wallet(
        message=message, signature=signature, binding=binding_of(_plain(request)), purpose=NoncePurpose.LINK, user=user
    )
    wallet = Wallet.objects.select_related("user").filter(address_key=proof.address.lower()).first()
    if wallet is None or (proof.is_contract and wallet.is_contract and proof.chain_id != wallet.chain_id):
        raise WalletProofError(_("This wallet belongs to no account."))
    check_pair(user=user, other=wallet.user)
    return wallet.user


def offer_merge(*, request: HttpRequest, user: User, owner_id: int) -> None:
    """Remember that the member reads the letters of an address that another account confirmed.

    Where that account has a second factor letters alone do not open it, so nothing is remembered.
    """
    owner = User.objects.filter(pk=owner_id).first()
    if owner is not None and not has_second_factor(owner):
        keep_proof(request=request, user=user, other=owner)


def keep_proof(*, request: HttpRequest, user: User, other: User) -> None:
    """Remember in this browser's session, for ten minutes, that the other account was proven."""
    request.session[_KEPT] = {"user": user.pk, "other": other.pk, "at": int(time.time())}


def proven_other(*, request: HttpRequest, user: User) -> User | None:
    """The account that was proven in this session, None for none, or where that was too long ago."""
    kept = request.session.get(_KEPT)
    if not kept or kept["user"] != user.pk or time.time() - kept["at"] > PROOF_LIFE:
        return None
    return User.objects.filter(pk=kept["other"], is_active=True).first()


def forget_proof(*, request: HttpRequest) -> None:
    """No longer offer the merge."""
    request.session.pop(_KEPT, None)


def side_of(user: User) -> Side:
    """What a member has, for the preview. A query for each section."""
    return Side(user, counts_of(user))


@atomic_with_retry
def merge_accounts(*, target: User, source: User, origin: Origin) -> list[str]:
    """Move all of `source` to `target` and close it; new recovery codes, [] where there are some or none are needed.

    Callers hold proof of both, made at most ten minutes ago. MergeRefusedError. One transaction: either all of it has
    moved or nothing. The event `members_merged` is {"user_id", "merged_id"}.
    """
    pair = {
        row.pk: row for row in User.objects.select_for_update().filter(pk__in=(target.pk, source.pk)).order_by("pk")
    }
    if len(pair) != 2:
        raise MergeRefusedError(_("The other account is closed."))
    kept, gone = pair[target.pk], pair[source.pk]
    check_pair(user=kept, other=gone)
    name, gone_id = gone.username, gone.pk
    end_all_sessions(user=gone, reason=RevokeReason.ENDED)
    for section in sections():
        section.merge(gone, kept)
    close_account(gone)
    record_event(user=kept, kind=SecurityEventKind.MERGED, detail=f"@{name}", origin=origin)
    publish("members_merged", aggregate=f"member:{kept.pk}", payload={"user_id": kept.pk, "merged_id": gone_id})
    return _codes(kept)


def _codes(member: User) -> list[str]:
    has_app = TotpDevice.objects.filter(user=member).exclude(confirmed_at=None).exists()
    if has_app or Passkey.objects.filter(user=member).exists():
        return ensure_codes(user=member)
    drop_codes_of_last_factor(user=member)
    return []


def _plain(request: Any) -> HttpRequest:
    django_request: HttpRequest = getattr(request, "_request", request)
    return django_request
