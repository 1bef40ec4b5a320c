"""Ethereum addresses: the hash they come from and the capitals that check them (EIP-55)."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")


def keccak256(data: bytes) -> bytes:
    """The 32 bytes of Keccak-256 as Ethereum uses it; the padding differs from SHA3-256."""
    from eth_hash.auto import keccak  # chooses its backend on first use

    return bytes(keccak(data))


def checksum_address(address: str) -> str:
    """The EIP-55 form of an address in any case; ValueError for a text that is none."""
    if not _ADDRESS.fullmatch(address):
        raise ValueError("not an Ethereum address")
    digits = address[2:].lower()
    marks = keccak256(digits.encode()).hex()
    return "0x" + "".join(digit.upper() if mark >= "8" else digit for digit, mark in zip(digits, marks, strict=False))


def is_checksummed(address: str) -> bool:
    """Whether a text is an address in exactly its EIP-55 form."""
    return _ADDRESS.fullmatch(address) is not None and checksum_address(address) == address


def address_bytes(address: str) -> bytes:
    """The 20 bytes of an address."""
    return bytes.fromhex(address[2:])
