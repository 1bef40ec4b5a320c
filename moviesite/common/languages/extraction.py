"""What is to be translated: every marked sentence of the code and the templates, found by Python alone."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.utils.translation.template import templatize

from moviesite.common.languages.catalogs import read_catalog

ROOT = Path(__file__).resolve().parents[3]
APPS = ("moviesite", "accounts", "catalog", "ratings", "matchups", "recommender", "adminpanel")
#: What only staff, developers and operators see stays English: docs/decisions/0022-languages.md.
_UNSPOKEN = ("admin", "management", "migrations", "dev", "drf_spectacular")
_PLACES = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def _is_spoken(path: Path) -> bool:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return not any(part in _UNSPOKEN for part in parts[1:])


def _sources() -> Iterator[Path]:
    for app in APPS:
        yield from sorted(path for path in (ROOT / app).rglob("*.py") if _is_spoken(path))
    yield from sorted(
        path
        for path in (ROOT / "templates").rglob("*")
        if path.suffix in {".html", ".txt", ".xml"} and _is_spoken(path)
    )


def _as_python(path: Path) -> str:
    """A file as something that Python's tokenizer can read; templates become calls with blanks between them."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    # In brackets there is no indentation to get wrong.
    return f"(\n{templatize(text, origin=str(path))}\n)"


def marked_sentences() -> Catalog:
    """A catalog of all that is marked, without translations, in the order of the files and of what they say."""
    found = Catalog(domain="django", fuzzy=False)
    for path in _sources():
        source = io.BytesIO(_as_python(path).encode())
        for _line, message, _comments, context in extract("python", source, keywords=_PLACES):
            found.add(message, context=context)
    return found


def updated_catalog(code: str, marked: Catalog, root: Path | None = None) -> Catalog:
    """The catalog of a language with exactly the marked sentences; what is translated stays so, nothing is guessed."""
    kept = read_catalog(code, root) if root else read_catalog(code)
    made = Catalog(locale=code, domain="django", fuzzy=False)
    for message in marked:
        if not message.id:
            continue
        former = kept.get(message.id if isinstance(message.id, str) else message.id[0], context=message.context)
        is_same = former is not None and former.id == message.id
        string = former.string if former is not None and is_same else None
        flags = message.flags | ({"fuzzy"} if former is not None and is_same and former.fuzzy else set())
        made.add(message.id, string, context=message.context, flags=flags)
    return made
