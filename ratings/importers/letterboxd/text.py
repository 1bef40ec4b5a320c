"""Reviews and notes as plain text: the export holds the HTML that Letterboxd lets members write."""

from __future__ import annotations

import html
import re

_BREAK = re.compile(r"<br\s*/?>(?:\r?\n)?", re.IGNORECASE)
_PARAGRAPH = re.compile(r"\s*</(?:p|blockquote)\s*>\s*", re.IGNORECASE)
# Only what Letterboxd allows, so that "I <3 this" and "if x < y > z" stay as they were written.
_TAG = re.compile(r"</?(?:a|b|i|em|strong|p|blockquote|u|s|span|br)(?:\s[^<>]{0,2000})?/?>", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n{3,}")


def plain(text: str) -> str:
    """Text without tags and entities, with its lines and paragraphs."""
    text = _TAG.sub("", _PARAGRAPH.sub("\n\n", _BREAK.sub("\n", text)))
    return _BLANK_LINES.sub("\n\n", html.unescape(text).replace("\x00", "")).strip()
