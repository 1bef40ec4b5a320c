"""Reading a sign-in message (EIP-4361) line by line.

The grammar is followed to the letter, but by a reader of its own: one pass over the lines, each with a pattern that
cannot backtrack far. A general ABNF parser needs a minute for what an attacker can write in 16 KB.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from accounts.wallet.addresses import is_checksummed
from accounts.wallet.errors import MalformedMessageError

MAX_BYTES = 2048

_GREETING = " wants you to sign in with your Ethereum account:"
# RFC 3986, appendix A
_UNRESERVED, _SUB_DELIMS, _PCT = r"A-Za-z0-9\-._~", r"!$&'()*+,;=", r"%[0-9A-Fa-f]{2}"
_NAME = rf"(?:[{_UNRESERVED}{_SUB_DELIMS}]|{_PCT})"
_PCHAR = rf"(?:[{_UNRESERVED}{_SUB_DELIMS}:@]|{_PCT})"
_AUTHORITY = rf"(?:(?:{_NAME}|:)*@)?(?P<host>\[[0-9A-Fa-f:.]+\]|{_NAME}+)(?::[0-9]{{0,5}})?"
_DOMAIN = re.compile(rf"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.\-]*)://)?(?P<authority>{_AUTHORITY})")
_URI = re.compile(
    rf"(?P<scheme>[A-Za-z][A-Za-z0-9+.\-]*):(?://(?P<authority>{_AUTHORITY})(?:/{_PCHAR}*)*|(?!//)(?:{_PCHAR}|/)*)"
    rf"(?:\?(?:{_PCHAR}|[/?])*)?(?:#(?:{_PCHAR}|[/?])*)?"
)
_STATEMENT = re.compile(rf"[{_UNRESERVED}{_SUB_DELIMS}:/?#\[\]@ ]+")
_CHAIN_ID = re.compile(r"[0-9]{1,18}")
_NONCE = re.compile(r"[A-Za-z0-9]{8,96}")
_REQUEST_ID = re.compile(rf"{_PCHAR}*")
# RFC 3339, section 5.6
_DATE_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)


@dataclass(frozen=True, slots=True)
class SignInMessage:
    """The fields of a message. `text` is what was signed, to the byte; times are in UTC."""

    text: str
    domain: str
    address: str
    uri: str
    chain_id: int
    nonce: str
    issued_at: datetime
    scheme: str | None = None
    statement: str | None = None
    expires_at: datetime | None = None
    not_before: datetime | None = None
    request_id: str | None = None
    resources: tuple[str, ...] = ()


class _Lines:
    """The lines of a message, taken one after the other."""

    def __init__(self, lines: list[str]) -> None:
        self._lines, self._next = lines, 0

    def peek(self) -> str | None:
        return self._lines[self._next] if self._next < len(self._lines) else None

    def take(self) -> str | None:
        line = self.peek()
        self._next += 1
        return line

    def expect_blank(self, where: str) -> None:
        if self.take() != "":
            raise MalformedMessageError(f"An empty line must follow {where}.")

    def field(self, name: str) -> str:
        """The value of the line `name: value`, which must come next."""
        value = self.optional(name)
        if value is None:
            raise MalformedMessageError(f"The line of {name} is missing or out of order.")
        return value

    def optional(self, name: str) -> str | None:
        """The same, or None if another line comes next."""
        line, start = self.peek(), f"{name}: "
        if line is None or not line.startswith(start):
            return None
        self._next += 1
        return line.removeprefix(start)


def parse_message(text: str) -> SignInMessage:
    """The fields of a message; MalformedMessageError for any text that the grammar of EIP-4361 does not produce.

    At most 2,048 bytes of printable ASCII with line feeds. The address must be in EIP-55 form.
    """
    if len(text) > MAX_BYTES:
        raise MalformedMessageError(f"A message has at most {MAX_BYTES} bytes.")
    if not text.isascii() or not text.replace("\n", "").isprintable():
        raise MalformedMessageError("A message is printable ASCII with line feeds.")
    lines = _Lines(text.split("\n"))
    scheme, domain = _read_greeting(lines.take() or "")
    address = lines.take() or ""
    if not is_checksummed(address):
        raise MalformedMessageError("The second line must be the address in EIP-55 form.")
    lines.expect_blank("the address")
    statement = _read_statement(lines)
    uri = _matched(_URI, lines.field("URI"), "URI")
    _check_host(uri)
    if lines.field("Version") != "1":
        raise MalformedMessageError("Version must be 1.")
    message = SignInMessage(
        text=text,
        scheme=scheme,
        domain=domain,
        address=address,
        statement=statement,
        uri=uri.string,
        chain_id=int(_matched(_CHAIN_ID, lines.field("Chain ID"), "Chain ID").string),
        nonce=_matched(_NONCE, lines.field("Nonce"), "Nonce").string,
        issued_at=_read_time(lines.field("Issued At"), "Issued At"),
        expires_at=_read_optional_time(lines, "Expiration Time"),
        not_before=_read_optional_time(lines, "Not Before"),
        request_id=_read_request_id(lines),
        resources=_read_resources(lines),
    )
    if lines.peek() is not None:
        raise MalformedMessageError("There is a line too many, or one out of order.")
    return message


def _matched(pattern: re.Pattern[str], value: str, name: str) -> re.Match[str]:
    found = pattern.fullmatch(value)
    if found is None:
        raise MalformedMessageError(f"{name} is not valid.")
    return found


def _read_greeting(line: str) -> tuple[str | None, str]:
    if not line.endswith(_GREETING):
        raise MalformedMessageError("The first line must name the domain and end as EIP-4361 says.")
    found = _matched(_DOMAIN, line.removesuffix(_GREETING), "The domain")
    _check_host(found)
    return found["scheme"], found["authority"]


def _check_host(found: re.Match[str]) -> None:
    host = found["host"]
    if host and host.startswith("["):
        try:
            ipaddress.IPv6Address(host[1:-1])
        except ValueError as error:
            raise MalformedMessageError("An address in brackets must be IPv6.") from error


def _read_statement(lines: _Lines) -> str | None:
    if lines.peek() == "":  # without a statement both of its empty lines remain
        lines.take()
        return None
    statement = _matched(_STATEMENT, lines.take() or "", "The statement").string
    lines.expect_blank("the statement")
    return statement


def _read_time(value: str, name: str) -> datetime:
    date, clock, fraction, zone = _matched(_DATE_TIME, value, name).groups()
    micro = (fraction or ".0")[1:7].ljust(6, "0")  # finer than a clock of ours can tell
    try:
        return datetime.fromisoformat(f"{date}T{clock}.{micro}{zone.upper().replace('Z', '+00:00')}").astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise MalformedMessageError(f"{name} is no date and time.") from error


def _read_optional_time(lines: _Lines, name: str) -> datetime | None:
    value = lines.optional(name)
    return None if value is None else _read_time(value, name)


def _read_request_id(lines: _Lines) -> str | None:
    value = lines.optional("Request ID")
    return None if value is None else _matched(_REQUEST_ID, value, "Request ID").string


def _read_resources(lines: _Lines) -> tuple[str, ...]:
    if lines.peek() != "Resources:":
        return ()
    lines.take()
    found = []
    while (line := lines.peek()) is not None and line.startswith("- "):
        lines.take()
        resource = _matched(_URI, line.removeprefix("- "), "A resource")
        _check_host(resource)
        found.append(resource.string)
    return tuple(found)
