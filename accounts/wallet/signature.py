"""Signatures of externally owned accounts: EIP-191 digests and recovery on secp256k1."""

from __future__ import annotations

import re

from accounts.wallet.addresses import checksum_address, keccak256
from accounts.wallet.errors import InvalidSignatureError

#: Order of the group (SEC 2, section 2.4.1).
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
_HEX = re.compile(r"0x(?:[0-9a-fA-F]{2})+")
_RECOVERY_IDS = {0: 0, 1: 1, 27: 0, 28: 1}


def personal_digest(text: str) -> bytes:
    """What `personal_sign` signs (EIP-191, version 0x45): 32 bytes."""
    data = text.encode()
    return keccak256(b"\x19Ethereum Signed Message:\n" + str(len(data)).encode() + data)


def decode_signature(text: str) -> bytes:
    """The bytes of a hexadecimal text that begins with 0x; InvalidSignatureError for any other."""
    if not _HEX.fullmatch(text):
        raise InvalidSignatureError("not hexadecimal")
    return bytes.fromhex(text[2:])


def recover_address(digest: bytes, signature: bytes) -> str:
    """The EIP-55 address that signed a digest of 32 bytes; InvalidSignatureError where none did.

    The signature is r, s, v in 65 bytes. Only the lower of the two possible s is taken (EIP-2), and v must be 27 or 28
    or the bare recovery id, so that a signature has exactly one accepted form of each spelling.
    """
    if len(signature) != 65:
        raise InvalidSignatureError("not 65 bytes")
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:64])
    recovery_id = _RECOVERY_IDS.get(signature[64])
    if recovery_id is None or not 0 < r < ORDER or not 0 < s <= ORDER // 2:
        raise InvalidSignatureError("out of range")
    from coincurve import PublicKey  # loads a compiled library that most requests do not need

    try:
        key = PublicKey.from_signature_and_message(signature[:64] + bytes([recovery_id]), digest, hasher=None)
    except Exception as error:  # coincurve raises bare Exception where no point fits
        raise InvalidSignatureError("recovers no key") from error
    return checksum_address("0x" + keccak256(key.format(compressed=False)[1:])[-20:].hex())
