"""Wallets as ways to log in: whose an address is, and linking and unlinking it.

Nothing here checks a signature. Whoever calls these functions holds a `ProvenWallet`, or an address taken from one.
"""

from __future__ import annotations

import secrets
from typing import TypedDict

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from accounts.exceptions import WalletNotFoundError, WalletProofError, WalletTakenError
from accounts.models import Profile, User, Wallet
from accounts.services.suspension import readmit
from accounts.services.wallet_proof import ProvenWallet, normalise_address
from accounts.signals import member_joined
from moviesite.common.errors import ConflictError, DomainError
from moviesite.common.transactions import atomic_with_retry

ATTEMPTS = 5
MAX_WALLETS = 20
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are mistaken for each other


class WalletLogin(TypedDict):
    """Whose wallet it is, the wallet, and whether the member was made just now."""

    user: User
    wallet: Wallet
    created: bool


def authenticate_user(
    wallet_address: str, *, chain_id: int = 1, is_contract: bool = False, ui_language: str = "en"
) -> WalletLogin:
    """The member of a PROVEN address, made on its first login: {"user", "wallet", "created"}.

    The proof comes before (`prove_wallet`); an address alone proves nothing. Simultaneous first logins of one address
    end with one member: the unique key decides, and the loser finds the winner's. MalformedProofError for a text that
    is no address; WalletProofError for an inactive member, or a contract's word from another chain than the one it was
    linked on, where the same address may have another owner.
    """
    address = normalise_address(wallet_address)
    proof = ProvenWallet(address=address, chain_id=chain_id, is_contract=is_contract)
    for _ in range(ATTEMPTS):
        wallet = Wallet.objects.select_related("user__profile").filter(address_key=address.lower()).first()
        if wallet is not None:
            _admit(wallet, proof)
            return {"user": wallet.user, "wallet": wallet, "created": False}
        try:
            wallet = _join(proof=proof, ui_language=ui_language)
        except IntegrityError:  # the address or the name went to somebody else meanwhile
            continue
        return {"user": wallet.user, "wallet": wallet, "created": True}
    raise ConflictError(gettext("The same wallet is logging in elsewhere. Try again."))


@atomic_with_retry
def link_wallet(*, user: User, proof: ProvenWallet) -> Wallet:
    """Make a proven wallet one of the member's; one they have already is returned as it is.

    WalletTakenError (409, `wallet_taken`) when it belongs to another member.
    """
    User.objects.select_for_update().only("pk").get(pk=user.pk)  # so that the number of wallets holds under haste
    wallet = _linked(user, proof)
    if wallet is not None:
        return wallet
    if Wallet.objects.filter(user=user).count() >= MAX_WALLETS:
        raise DomainError(gettext("A member has %(wallets)s wallets at most.") % {"wallets": MAX_WALLETS})
    try:
        with transaction.atomic():
            return _make_wallet(user, proof)
    except IntegrityError as error:  # somebody's first login with it was quicker
        raise WalletTakenError from error


def unlink_wallet(*, user: User, wallet_id: int) -> None:
    """Take a wallet from its member; WalletNotFoundError unless it is theirs. It may be the last way in."""
    deleted, _ = Wallet.objects.filter(pk=wallet_id, user=user).delete()
    if not deleted:
        raise WalletNotFoundError


def _admit(wallet: Wallet, proof: ProvenWallet) -> None:
    readmit(wallet.user)
    if not wallet.user.is_active:
        raise WalletProofError(gettext("The account is not active."))
    if proof.is_contract and wallet.is_contract and proof.chain_id != wallet.chain_id:
        raise WalletProofError(gettext("This contract wallet is known on another chain."))
    wallet.last_used_at = timezone.now()
    wallet.save(update_fields=["last_used_at"])


def _linked(user: User, proof: ProvenWallet) -> Wallet | None:
    wallet = Wallet.objects.filter(address_key=proof.address.lower()).first()
    if wallet is not None and wallet.user_id != user.pk:
        raise WalletTakenError
    return wallet


def _make_wallet(user: User, proof: ProvenWallet) -> Wallet:
    return Wallet.objects.create(
        user=user,
        address=proof.address,
        chain_id=proof.chain_id,
        is_contract=proof.is_contract,
        last_used_at=timezone.now(),
    )


@atomic_with_retry
def _join(*, proof: ProvenWallet, ui_language: str) -> Wallet:
    user = User(username=_free_username(proof.address))
    user.set_unusable_password()
    user.save()
    Profile.objects.create(user=user, ui_language=ui_language)
    wallet = _make_wallet(user, proof)
    transaction.on_commit(lambda: member_joined.send(sender=User, user=user))
    return wallet


def _free_username(address: str) -> str:
    """`0x12ab-cd34`, as wallets shorten addresses, with a few letters more once that is taken."""
    name = f"{address[:6]}-{address[-4:]}".lower()
    while User.objects.filter(username_key=name).exists():
        name = f"{name[:11]}-{''.join(secrets.choice(_LETTERS) for _ in range(5))}"
    return name
