"""Reading an answer's body: piece by piece, with a cap on what it is and on what it unpacks to."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import orjson
import requests

MAX_BODY = 2 * 1024 * 1024  # bytes, unpacked
_PIECE = 16 * 1024
_GZIP = 16 + zlib.MAX_WBITS


class BodyError(Exception):
    """The body cannot be used; the message says why, and nothing of the body."""


class TooLongError(BodyError):
    """The body is longer than the cap."""


def read_body(response: requests.Response, still_time: Callable[[], object], most: int = MAX_BODY) -> bytes:
    """The unpacked body. `still_time` is called between pieces and raises when there is none left."""
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in {"identity", "", "gzip", "x-gzip"}:
        raise BodyError("an encoding that was not asked for")
    unpacker = zlib.decompressobj(_GZIP) if encoding.endswith("gzip") else None
    found = bytearray()
    while piece := response.raw.read1(_PIECE, decode_content=False):
        # Never more than one byte past the cap is unpacked, however small the bomb is on the way.
        found += piece if unpacker is None else _unpack(unpacker, piece, most + 1 - len(found))
        if len(found) > most:
            raise TooLongError("the answer is too long")
        still_time()
    if unpacker is not None and not unpacker.eof:
        raise OSError("the compressed answer ends early")
    return bytes(found)


def _unpack(unpacker: Any, piece: bytes, room: int) -> bytes:
    try:
        return bytes(unpacker.decompress(piece, room))
    except zlib.error:
        raise BodyError("the answer is not what it says it is packed as") from None


def parse_json(response: requests.Response, body: bytes) -> Any:
    """The JSON in `body` (RFC 8259: no NaN, no lone surrogates); BodyError for anything else."""
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if not kind.endswith(("/json", "+json")):
        raise BodyError("the answer is not JSON")
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise BodyError("the answer is not JSON") from None
