"""JSON documents of bounded size and depth."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from ratings.importers.errors import DamagedUploadError, UploadTooLargeError
from ratings.importers.upload import File

MOST_BYTES: Final = 24 * 1024 * 1024
MOST_NODES: Final = 1_500_000  # objects and lists; each costs memory whatever its size in the file
MOST_DEPTH: Final = 40


def read_json(file: File) -> Any:
    """The document; UnreadableUploadError for one that is too large, too deep or no JSON."""
    data, name = file.data, file.name[:60] or "The file"
    if len(data) > MOST_BYTES or data.count(b"{") + data.count(b"[") > MOST_NODES:
        raise UploadTooLargeError(f"{name} holds more than anybody's history.")
    try:
        found = json.loads(data.decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError):  # a broken text or number is a ValueError, too
        raise DamagedUploadError(f"{name} is not valid JSON.") from None
    if _is_deep(found):
        raise DamagedUploadError(f"{name} is nested deeper than {MOST_DEPTH} levels.")
    return found


def _refuse(name: str) -> float:
    raise ValueError(name)


def _is_deep(document: Any) -> bool:
    level = _nodes([document])
    for _ in range(MOST_DEPTH):
        if not level:
            return False
        level = _nodes(child for node in level for child in (node.values() if isinstance(node, dict) else node))
    return True


def _nodes(values: Iterable[Any]) -> list[Any]:
    return [value for value in values if isinstance(value, dict | list)]


def looks_like_json(file: File) -> bool:
    """Whether a file begins as an object or a list."""
    return file.data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}
