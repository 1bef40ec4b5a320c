"""What is sealed comes out as it went in, or not at all."""

from __future__ import annotations

import io
import os

import pytest

from moviesite.ops.backup.errors import BackupError
from moviesite.ops.backup.sealing import CHUNK, MAGIC, TAG, Opener, Sealer

KEY = "a key of more than twenty characters"
HEAD = len(MAGIC) + 16 + 16 + 7


def sealed(content: bytes, key: str = KEY) -> bytes:
    target = io.BytesIO()
    sealer = Sealer(target, key)
    for at in range(0, len(content), 300_000):
        sealer.write(content[at : at + 300_000])
    sealer.close()
    return target.getvalue()


def opened(text: bytes, key: str = KEY) -> bytes:
    source = io.BytesIO(text)
    source.read(len(MAGIC))
    return io.BufferedReader(Opener(source, key)).read()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_any_size_comes_back(size: int) -> None:
    content = os.urandom(size)

    text = sealed(content)

    assert opened(text) == content
    assert text.startswith(MAGIC)


def test_the_same_content_never_looks_the_same() -> None:
    assert sealed(b"the same")[HEAD:] != sealed(b"the same")[HEAD:]


@pytest.mark.parametrize("at", [HEAD, HEAD + CHUNK + TAG + 5, -1])
def test_a_flipped_bit_is_noticed(at: int) -> None:
    text = bytearray(sealed(os.urandom(2 * CHUNK)))
    text[at] ^= 1

    with pytest.raises(BackupError, match=r"^The archive is damaged, or cut off.$"):
        opened(bytes(text))


def test_an_end_cut_off_between_two_chunks_is_noticed() -> None:
    text = sealed(os.urandom(2 * CHUNK))[: HEAD + CHUNK + TAG]

    with pytest.raises(BackupError, match=r"^The archive is damaged, or cut off.$"):
        opened(text)


def test_exchanged_chunks_are_noticed() -> None:
    text = sealed(os.urandom(3 * CHUNK))
    first, second = text[HEAD : HEAD + CHUNK + TAG], text[HEAD + CHUNK + TAG : HEAD + 2 * (CHUNK + TAG)]

    with pytest.raises(BackupError, match=r"^The archive is damaged, or cut off.$"):
        opened(text[:HEAD] + second + first + text[HEAD + 2 * (CHUNK + TAG) :])


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("another key of more than twenty characters", "BACKUP_KEY is not the key of this archive."),
        ("", "The archive is encrypted, and BACKUP_KEY is not set."),
    ],
)
def test_without_the_key_it_says_so(key: str, words: str) -> None:
    with pytest.raises(BackupError, match=f"^{words}$"):
        opened(sealed(b"content"), key)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(BackupError, match=r"^BACKUP_KEY must have at least 20 characters.$"):
        sealed(b"content", "short")
