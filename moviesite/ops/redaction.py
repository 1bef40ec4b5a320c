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
    # A mapping written as text, such as the arguments of a task that failed
    (
        re.compile(r"""(?i)(['"]\w*(?:password|secret|token|signature|api_?key)\w*['"]:\s*)(['"])(?:\\.|(?!\2).)*\2"""),
        rf"\1\2{MASK}\2",
    ),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]+"), MASK),
    (re.compile(r"/bot\d+:[\w-]+"), f"/bot{MASK}"),
    (re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]+"), MASK),
)


def mask_text(text: str) -> str:
    """`text` with every recognised secret replaced, and kept on one line so that no entry can be forged."""
    for pattern, replacement in _IN_TEXT:
        text = pattern.sub(replacement, text)
    return text


def masked(value: Any) -> Any:
    """A JSON value with every recognised secret masked, however deep; values under telling names are dropped whole."""
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, dict):
        return {
            name: MASK if isinstance(name, str) and _SECRET_NAMES.search(name) and inner else masked(inner)
            for name, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [masked(inner) for inner in value]
    return value


def redact_rendered(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor behind the rendering of tracebacks, whose messages quote what failed."""
    if "exception" in event:
        event["exception"] = masked(event["exception"])
    return event


def redact_secrets(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor; values under telling names are dropped whole, other strings are searched."""
    for name, value in list(event.items()):
        if name.startswith("_"):
            continue
        if _SECRET_NAMES.search(name):
            event[name] = MASK
        elif isinstance(value, str):
            event[name] = mask_text(value).replace("\r", "\\r").replace("\n", "\\n")
        elif isinstance(value, dict | list | tuple) and name != "exc_info":
            event[name] = masked(value)
        elif name == "request":
            del event[name]  # Django's own lines bring the whole request; its address names members and holds queries
    return event
