"""Encryption of archives: AES-256-GCM in chunks, so that an archive of any size is sealed and opened in little memory.

The construction is STREAM (Hoang, Reyhanitabar, Rogaway and Vizár, "Online authenticated-encryption and its nonce-reuse
misuse-resistance", CRYPTO 2015): the nonce of a chunk is a random prefix, the chunk's number, and whether it is the
last. So chunks cannot be changed, exchanged, repeated, or cut off at the end without notice.

A sealed file begins with MAGIC, 16 bytes of salt, 16 that tell a wrong key from a damaged file, and 7 of nonce prefix.
"""

from __future__ import annotations

import hmac
import io
import os
import struct
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from moviesite.ops.backup.errors import BackupError

MAGIC = b"MARQUEE-SEALED-1"
CHUNK = 1 << 20
TAG = 16
SHORTEST_KEY = 20  # characters


def _derive(secret: str, salt: bytes) -> tuple[AESGCM, bytes]:
    """The cipher and the bytes that prove the key; slow on purpose, for keys that people made up."""
    derived = Scrypt(salt=salt, length=48, n=2**15, r=8, p=1).derive(secret.encode())
    return AESGCM(derived[:32]), derived[32:]


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + struct.pack(">IB", number, last)


class Sealer(io.RawIOBase):
    """A file to write to, whose content arrives encrypted in `target`; `close` seals the last chunk."""

    def __init__(self, target: BinaryIO, secret: str) -> None:
        if len(secret) < SHORTEST_KEY:
            raise BackupError(f"BACKUP_KEY must have at least {SHORTEST_KEY} characters.")
        salt, self._prefix = os.urandom(16), os.urandom(7)
        self._cipher, proof = _derive(secret, salt)
        self._target, self._held, self._number = target, bytearray(), 0
        target.write(MAGIC + salt + proof + self._prefix)

    def writable(self) -> bool:
        """Nothing else."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Take bytes; whole chunks go on at once, but one is held back, as it may be the last."""
        self._held += data
        while len(self._held) > CHUNK:
            self._pass_on(bytes(self._held[:CHUNK]), last=False)
            del self._held[:CHUNK]
        return len(data)

    def _pass_on(self, chunk: bytes, *, last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._prefix, self._number, last=last), chunk, None))
        self._number += 1

    def close(self) -> None:
        """Seal the end; the target stays open."""
        if not self.closed:
            self._pass_on(bytes(self._held), last=True)
            super().close()


class Opener(io.RawIOBase):
    """The content of a sealed file. Raises BackupError for another key, and for whatever was changed or cut off."""

    def __init__(self, source: BinaryIO, secret: str) -> None:
        salt, proof, self._prefix = source.read(16), source.read(16), source.read(7)
        if len(self._prefix) < 7:
            raise BackupError("The archive is cut off.")
        if not secret:
            raise BackupError("The archive is encrypted, and BACKUP_KEY is not set.")
        self._cipher, expected = _derive(secret, salt)
        if not hmac.compare_digest(proof, expected):
            raise BackupError("BACKUP_KEY is not the key of this archive.")
        self._source, self._number, self._plain = source, 0, b""
        self._next = source.read(CHUNK + TAG)
        self._ended = False

    def readable(self) -> bool:
        """Nothing else."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill as much of `buffer` as the chunk in hand has."""
        while not self._plain and not self._ended:
            sealed, self._next = self._next, self._source.read(CHUNK + TAG)
            self._ended = not self._next
            try:
                nonce = _nonce(self._prefix, self._number, last=self._ended)
                self._plain = self._cipher.decrypt(nonce, sealed, None)
            except InvalidTag as error:
                raise BackupError("The archive is damaged, or cut off.") from error
            self._number += 1
        taken = self._plain[: len(buffer)]
        buffer[: len(taken)] = taken
        self._plain = self._plain[len(taken) :]
        return len(taken)
