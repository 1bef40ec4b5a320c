"""Nonces, and what a signed message proves (EIP-4361)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from accounts.enums import NoncePurpose
from accounts.exceptions import ForeignBrowserError, MalformedProofError, NonceSpentError, WalletProofError
from accounts.models import SignInNonce, User
from accounts.services.wallet_binding import Binding
from accounts.wallet.addresses import checksum_address
from accounts.wallet.chain import Chain, JsonRpcChain
from accounts.wallet.checks import Expectation, check_message
from accounts.wallet.errors import ForeignMessageError, InvalidSignatureError, MalformedMessageError
from accounts.wallet.message import SignInMessage, parse_message
from accounts.wallet.verify import verify_signature

log = structlog.get_logger(__name__)

NONCE_LIFE = timedelta(minutes=5)
#: What wallets show above the button, where it is not a login; plain ASCII, as the grammar asks.
_STATEMENTS = {
    NoncePurpose.LINK: "Let this wallet log in to my Marquee account. This signature costs nothing and moves nothing.",
    NoncePurpose.PROOF: "Confirm that it is me. This signature costs nothing and moves nothing.",
}


@dataclass(frozen=True, slots=True)
class ProvenWallet:
    """An account whose holder is there: its EIP-55 address, the chain it was proven on, and by what."""

    address: str
    chain_id: int
    is_contract: bool


def issue_nonce(
    *, binding: Binding, purpose: NoncePurpose = NoncePurpose.LOGIN, user: User | None = None
) -> SignInNonce:
    """Write down a new nonce of 128 random bits for one purpose, one browser and, unless for a login, one member."""
    _check_purpose(purpose, user)
    return SignInNonce.objects.create(
        value=secrets.token_hex(16),
        purpose=purpose,
        browser=binding.mark,
        user=user,
        expires_at=timezone.now() + NONCE_LIFE,
    )


def statement_for(purpose: NoncePurpose) -> str:
    """The sentence that belongs into a message for this purpose."""
    return _STATEMENTS.get(purpose, settings.SIWE_STATEMENT)


def prove_wallet(
    *,
    message: str,
    signature: str,
    binding: Binding,
    purpose: NoncePurpose = NoncePurpose.LOGIN,
    user: User | None = None,
) -> ProvenWallet:
    """The account that signed a message of ours, once.

    The nonce is gone before anybody looks at the signature, so that of any number of simultaneous uses one at most
    succeeds and a wrong signature costs its nonce. Call it outside a transaction: a rollback would bring the nonce
    back. MalformedProofError (400) for what is no message; WalletProofError or NonceSpentError (401) for one that
    proves nothing; ForeignBrowserError (403) for one begun in another browser.
    """
    _check_purpose(purpose, user)
    now = timezone.now()
    signed = _read(message, now, site_of(binding))
    _spend(signed.nonce, binding, purpose, user, now)
    try:
        is_contract = verify_signature(signed, signature, _chain_of(signed))
    except InvalidSignatureError as error:
        log.info("accounts.wallet_signature_refused", reason=str(error))
        raise WalletProofError(gettext("The signature is not one of this message by this account.")) from error
    return ProvenWallet(address=signed.address, chain_id=signed.chain_id, is_contract=is_contract)


def prune_nonces(*, now: datetime | None = None) -> int:
    """Delete nonces that nobody used in time; returns how many."""
    deleted, _ = SignInNonce.objects.filter(expires_at__lte=now or timezone.now()).delete()
    return deleted


def normalise_address(address: str) -> str:
    """The EIP-55 form of an address in any case; MalformedProofError for a text that is none."""
    try:
        return checksum_address(address)
    except ValueError as error:
        raise MalformedProofError(errors={"address": [gettext("An Ethereum address such as 0x12ab…")]}) from error


def _check_purpose(purpose: NoncePurpose, user: User | None) -> None:
    if (purpose == NoncePurpose.LOGIN) != (user is None):
        raise ValueError("a login knows no member yet, everything else needs one")


def site_of(binding: Binding) -> Expectation:
    """What a message must name: this site, or the app of another origin that the request comes from."""
    chain_ids = frozenset(settings.SIWE_CHAIN_IDS)
    if binding.app:
        return Expectation(domain=urlsplit(binding.app).netloc, uri=binding.app, chain_ids=chain_ids)
    return Expectation(domain=settings.SIWE_DOMAIN, uri=settings.SIWE_URI, chain_ids=chain_ids)


def _read(message: str, now: datetime, expected: Expectation) -> SignInMessage:
    try:
        signed = parse_message(message)
        check_message(signed, expected, now)
    except MalformedMessageError as error:
        raise MalformedProofError(gettext("Some fields are not valid."), errors={"message": [error.reason]}) from error
    except ForeignMessageError as error:
        raise WalletProofError(error.reason, errors={"message": [error.reason]}) from error
    return signed


def _spend(value: str, binding: Binding, purpose: NoncePurpose, user: User | None, now: datetime) -> None:
    """Delete the nonce: one statement, whose row count tells the one caller who had it."""
    valid = SignInNonce.objects.filter(value=value, purpose=purpose, user=user, expires_at__gt=now)
    deleted, _ = valid.filter(binding.matches).delete()
    if deleted:
        return
    if valid.exists():
        raise ForeignBrowserError(gettext("Log in from the browser in which you began, with its cookies."))
    raise NonceSpentError(gettext("The nonce is unknown, used or expired. Ask for another one."))


def _chain_of(message: SignInMessage) -> Chain | None:
    url = settings.ETH_RPC_URLS.get(message.chain_id)
    return JsonRpcChain(url, settings.ETH_RPC_TIMEOUT) if url else None
