"""Catalogs on disk: locale/<code>/LC_MESSAGES/django.po, and django.mo made from it.

Knows Babel and no Django, as the settings ask for it before there is one.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

LOCALE = Path(__file__).resolve().parents[3] / "locale"
#: How "one" and "many" are told apart, as CLDR has it and Django's own catalogs do.
PLURAL_FORMS = {
    "te": "nplurals=2; plural=(n != 1);",
    "hi": "nplurals=2; plural=(n > 1);",
    "ta": "nplurals=2; plural=(n != 1);",
    "kn": "nplurals=2; plural=(n > 1);",
}
TRANSLATED = tuple(PLURAL_FORMS)
OFFERED_FROM = 0.9  # the share of sentences from which on a language is offered; the rest is read in English

_HEADER = """msgid ""
msgstr ""
"Project-Id-Version: Marquee\\n"
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"

"""


def source_of(code: str, root: Path = LOCALE) -> Path:
    """The catalog that people write."""
    return root / code / "LC_MESSAGES" / "django.po"


def compiled_of(code: str, root: Path = LOCALE) -> Path:
    """The catalog that Django reads."""
    return source_of(code, root).with_suffix(".mo")


def read_catalog(code: str, root: Path = LOCALE) -> Catalog:
    """The catalog of a language; an empty one where there is none yet."""
    path = source_of(code, root)
    if not path.is_file():
        return Catalog(locale=code, domain="django")
    with path.open("rb") as file:
        return read_po(file, locale=code, domain="django", charset="utf-8")


def write_catalog(catalog: Catalog, code: str, root: Path = LOCALE) -> None:
    """Write what people edit: no line numbers and no dates, so that a change shows only where there is one."""
    path = source_of(code, root)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(_HEADER.format(code=code, plural=PLURAL_FORMS[code]).encode())
        write_po(file, catalog, width=0, no_location=True, omit_header=True, ignore_obsolete=True, sort_output=False)


def sentences(catalog: Catalog) -> list[Message]:
    """Every message but the header."""
    return [message for message in catalog if message.id]


def is_translated(message: Message) -> bool:
    """Whether every form is there and nobody has called it a guess."""
    forms = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return bool(forms) and all(forms) and not message.fuzzy


def compile_catalog(code: str, root: Path = LOCALE) -> bool:
    """Make the compiled catalog of a language; False, and none is left, where too little is translated to offer it."""
    catalog, target = read_catalog(code, root), compiled_of(code, root)
    known = sentences(catalog)
    done = [message for message in known if is_translated(message)]
    if not known or len(done) < OFFERED_FROM * len(known):
        target.unlink(missing_ok=True)
        return False
    # Put in place whole: several processes may compile, and others read, at the same time.
    handle, scratch = tempfile.mkstemp(dir=target.parent, suffix=".tmp")
    with os.fdopen(handle, "wb") as file:
        write_mo(file, catalog)
    Path(scratch).chmod(0o644)
    Path(scratch).replace(target)
    return True


def compile_stale(root: Path = LOCALE) -> None:
    """Compile what was edited since it was compiled."""
    for code in TRANSLATED:
        source, target = source_of(code, root), compiled_of(code, root)
        if source.is_file() and (not target.is_file() or target.stat().st_mtime < source.stat().st_mtime):
            compile_catalog(code, root)
