"""Keeps secrets out of the logs: tokens, passwords, signatures, keys in URLs and e-mail addresses are masked."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

MASK = "[redacted]"

_SECRET_NAMES = re.compile(r"pass(word)?|secret|token|authorization|cookie|signature|api[_-]?key|refresh|access", re.I)
_IN_TEXT = (
    (re.compile(r"(?i)\b(bearer)\s+[\w.~+/-]+=*"), rf"\1 {MASK}"),
    (re.compile(r"(?i)([?&](?:api_?key|key|token|access_token|signature)=)[^&\s\"']+"), rf"\1{MASK}"),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]+"), MASK),
    (re.compile(r"/bot\d+:[\w-]+"), f"/bot{MASK}"),
    (re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]+"), MASK),
)


def mask_text(text: str) -> str:
    """`text` with every recognised secret replaced, and kept on one line so that no entry can be forged."""
    for pattern, replacement in _IN_TEXT:
        text = pattern.sub(replacement, text)
    return text


def redact_secrets(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor; values under telling names are dropped whole, other strings are searched."""
    for name, value in list(event.items()):
        if name.startswith("_"):
            continue
        if _SECRET_NAMES.search(name):
            event[name] = MASK
        elif isinstance(value, str):
            event[name] = mask_text(value).replace("\r", "\\r").replace("\n", "\\n")
    return event
