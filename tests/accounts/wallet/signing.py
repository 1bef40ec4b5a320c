"""A wallet that really signs, for tests and benchmarks: a key, and messages of this site."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from coincurve import PrivateKey
from django.conf import settings

from accounts.wallet.addresses import checksum_address, keccak256
from accounts.wallet.signature import ORDER, personal_digest


class Signer:
    """An externally owned account; `number` chooses its key."""

    def __init__(self, number: int = 1) -> None:
        self._key = PrivateKey.from_int(number)
        public = self._key.public_key.format(compressed=False)[1:]
        self.address = checksum_address("0x" + keccak256(public)[-20:].hex())

    def sign(self, text: str) -> str:
        """The signature of `personal_sign`: r, s, v in hexadecimal."""
        made = self._key.sign_recoverable(personal_digest(text), hasher=None)
        return "0x" + made[:64].hex() + bytes([27 + made[64]]).hex()


def high_twin(signature: str) -> str:
    """The other signature that the curve accepts for the same message: s mirrored, v flipped."""
    raw = bytes.fromhex(signature[2:])
    mirrored = ORDER - int.from_bytes(raw[32:64])
    return "0x" + raw[:32].hex() + mirrored.to_bytes(32).hex() + bytes([55 - raw[64]]).hex()


def stamp(moment: datetime) -> str:
    """A time as wallets write it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def message_fields(signer_address: str, nonce: str, **changes: Any) -> dict[str, Any]:
    """The fields of a message that this site accepts now, by their names in EIP-4361; None leaves a line out."""
    now = datetime.now(UTC)
    return {
        "domain": settings.SIWE_DOMAIN,
        "address": signer_address,
        "statement": settings.SIWE_STATEMENT,
        "URI": settings.SIWE_URI,
        "Version": "1",
        "Chain ID": "1",
        "Nonce": nonce,
        "Issued At": stamp(now),
        "Expiration Time": stamp(now + timedelta(minutes=5)),
        **changes,
    }


def write_message(fields: dict[str, Any]) -> str:
    """The text of EIP-4361 for these fields, written independently of the reader under test."""
    lines = [f"{fields['domain']} wants you to sign in with your Ethereum account:", fields["address"], ""]
    if fields.get("statement") is not None:
        lines.append(fields["statement"])
    lines.append("")
    order = ("URI", "Version", "Chain ID", "Nonce", "Issued At", "Expiration Time", "Not Before", "Request ID")
    lines += [f"{name}: {fields[name]}" for name in order if fields.get(name) is not None]
    if fields.get("resources") is not None:
        lines += ["Resources:", *(f"- {resource}" for resource in fields["resources"])]
    return "\n".join(lines)


def signed_login(signer: Signer, nonce: str, **changes: Any) -> dict[str, str]:
    """The body of a login that this site accepts, but for the changes."""
    message = write_message(message_fields(signer.address, nonce, **changes))
    return {"message": message, "signature": signer.sign(message)}
