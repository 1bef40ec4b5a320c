"""The committed catalogs: complete, in step with the code, and safe to fill in."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo

from moviesite.common.languages.catalogs import (
    TRANSLATED,
    compile_catalog,
    compile_stale,
    compiled_of,
    is_translated,
    read_catalog,
    sentences,
    source_of,
    write_catalog,
)
from moviesite.common.languages.extraction import marked_sentences, updated_catalog
from moviesite.settings.parts.languages import INTERFACE_LANGUAGES

#: Languages that are still being translated.
UNFINISHED: tuple[str, ...] = ()
_PLACE = re.compile(r"%\(\w+\)[sdf]|%[sd]|\{\w+\}")
_TAG = re.compile(r"</?\w+[^>]*>")
FINISHED = [code for code in TRANSLATED if code not in UNFINISHED]


@pytest.fixture(scope="module")
def marked() -> Catalog:
    """All that is marked in code and templates; reading it takes seconds."""
    return marked_sentences()


def forms(message: Message) -> list[tuple[str, str]]:
    """Each form of a translation with the source that it has to agree with."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return [(message.id[min(place, 1)], text) for place, text in enumerate(message.string)]


def shape(text: str) -> tuple[Counter[str], Counter[str]]:
    """Placeholders and tags."""
    return Counter(_PLACE.findall(text)), Counter(_TAG.findall(text))


def test_every_language_of_the_interface_has_a_catalog() -> None:
    assert [code for code, _name in INTERFACE_LANGUAGES] == ["en", *TRANSLATED]


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_catalog_holds_what_is_marked_and_nothing_else(code: str, marked: Catalog, tmp_path: Path) -> None:
    write_catalog(updated_catalog(code, marked), code, tmp_path)

    assert source_of(code, tmp_path).read_text("utf-8") == source_of(code).read_text("utf-8"), "run `make messages`"


@pytest.mark.parametrize("code", FINISHED)
def test_everything_is_translated(code: str) -> None:
    catalog = read_catalog(code)

    assert [message.id for message in sentences(catalog) if not is_translated(message)] == []
    assert {len(message.string) for message in sentences(catalog) if message.pluralizable} == {catalog.num_plurals}


@pytest.mark.parametrize("code", TRANSLATED)
def test_translations_keep_placeholders_and_tags(code: str) -> None:
    broken = [
        (source, text)
        for message in sentences(read_catalog(code))
        if is_translated(message)
        for source, text in forms(message)
        if shape(source) != shape(text)
    ]

    assert broken == []


@pytest.mark.parametrize("code", FINISHED)
def test_translations_begin_and_end_like_their_source(code: str) -> None:
    odd = [
        source
        for message in sentences(read_catalog(code))
        for source, text in forms(message)
        if (source[:1].isspace(), source[-1:].isspace()) != (text[:1].isspace(), text[-1:].isspace())
    ]

    assert odd == []


def write_po(root: Path, *, translated: int) -> None:
    """A Telugu catalog of ten sentences, some of them translated."""
    catalog = Catalog(locale="te", domain="django")
    for number in range(10):
        catalog.add(f"Sentence {number}", f"వాక్యం {number}" if number < translated else "")
    write_catalog(catalog, "te", root)


def test_a_catalog_is_compiled_by_python_alone(tmp_path: Path) -> None:
    write_po(tmp_path, translated=10)

    assert compile_catalog("te", tmp_path)
    with compiled_of("te", tmp_path).open("rb") as file:
        assert read_mo(file).get("Sentence 3").string == "వాక్యం 3"


def test_a_language_that_is_hardly_translated_is_not_offered(tmp_path: Path) -> None:
    write_po(tmp_path, translated=10)
    compile_catalog("te", tmp_path)
    write_po(tmp_path, translated=8)

    assert not compile_catalog("te", tmp_path)
    assert not compiled_of("te", tmp_path).exists()


def test_what_was_edited_is_compiled_anew(tmp_path: Path) -> None:
    write_po(tmp_path, translated=9)
    compile_stale(tmp_path)
    before = compiled_of("te", tmp_path).read_bytes()
    write_po(tmp_path, translated=10)
    compile_stale(tmp_path)

    assert compiled_of("te", tmp_path).read_bytes() != before
