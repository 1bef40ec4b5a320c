"""Whether a well-formed message was written for this site, a chain it knows, and now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from accounts.wallet.errors import ForeignMessageError
from accounts.wallet.message import SignInMessage

CLOCK_SKEW = timedelta(minutes=5)
LONGEST_LIFE = timedelta(minutes=10)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Expectation:
    """What this site puts into its own messages: the authority, a URI, and EIP-155 ids of the chains it accepts."""

    domain: str
    uri: str
    chain_ids: frozenset[int]


def origin_of(uri: str) -> tuple[str, str, int | None] | None:
    """Scheme, host and port (RFC 6454), the scheme's own port filled in; None where a URI names no such place."""
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError:
        return None
    if not parts.hostname or parts.username is not None:
        return None
    scheme = parts.scheme.lower()
    return scheme, parts.hostname.lower(), port if port is not None else _PORTS.get(scheme)


def check_message(message: SignInMessage, expected: Expectation, now: datetime) -> None:
    """ForeignMessageError unless domain, origin, scheme, chain and times are this site's own; `now` is in UTC.

    Stricter than EIP-4361, which leaves times to the site: the message must end, at most ten minutes after it began.
    """
    if message.domain.lower() != expected.domain.lower():
        raise ForeignMessageError("The message was written for another domain.")
    origin = origin_of(expected.uri)
    if message.scheme is not None and (origin is None or message.scheme.lower() != origin[0]):
        raise ForeignMessageError("The message was written for another scheme.")
    if origin is None or origin_of(message.uri) != origin:
        raise ForeignMessageError("The URI is not of this site.")
    if message.chain_id not in expected.chain_ids:
        raise ForeignMessageError("Wallets of this chain are not accepted here.")
    if abs(now - message.issued_at) > CLOCK_SKEW:
        raise ForeignMessageError("Issued At is too far from now.")
    if message.expires_at is None:
        raise ForeignMessageError("An Expiration Time is required.")
    if message.expires_at <= now:
        raise ForeignMessageError("The message has expired.")
    if message.expires_at - message.issued_at > LONGEST_LIFE:
        raise ForeignMessageError("The message may live ten minutes at most.")
    if message.not_before is not None and message.not_before > now:
        raise ForeignMessageError("The message is not valid yet.")
