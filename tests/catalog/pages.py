"""Rows and questions that the tests of the catalog's pages share."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.dedup.normalise import make_slug
from catalog.models import Credit, Genre, Keyword, Person, Title
from catalog.services.search_index import index_titles
from moviesite.common import versions
from tests.factories import make_title

SCRIPT = "<script>alert(1)</script>"


def make_person(name: str = "S. S. Rajamouli", **fields: Any) -> Person:
    """Somebody without credits."""
    return Person.objects.create(name=name, name_key=name.lower(), slug=make_slug(name, fallback="person"), **fields)


def make_full_title(title: str = "Eega", **fields: Any) -> Title:
    """A title with a maker, a player, a genre and a keyword, found by search."""
    row = make_title(title, runtime=96, director="S. S. Rajamouli", **fields)
    maker = Person.objects.filter(name="S. S. Rajamouli").first() or make_person()
    player = Person.objects.filter(name="Nani").first() or make_person("Nani")
    Credit.objects.create(title=row, person=maker, role="director")
    Credit.objects.create(title=row, person=player, role="actor", character="Nani")
    row.genres.add(Genre.objects.get_or_create(slug="fantasy", defaults={"name": "Fantasy"})[0])
    row.keywords.add(Keyword.objects.get_or_create(slug="revenge", defaults={"name": "revenge"})[0])
    index_titles(title_ids=[row.pk])
    return row


def forget() -> None:
    """Empty caches, as a fresh process has them."""
    for name in ("default", "local"):
        caches[name].clear()
    versions._seen.clear()


def queries_of(client: Client, path: str) -> int:
    """How many queries a page takes in a fresh process."""
    forget()
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    assert response.status_code == 200
    return len(captured)


def text_of(response: Any) -> str:
    """The page without markup, blanks squeezed."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode())).strip()


class Outline(HTMLParser):
    """What every page promises: unique ids, one h1, a name for every field."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.headings: list[str] = []
        self.unnamed: list[str] = []
        self.scripts: list[dict[str, str | None]] = []
        self.styled: list[str] = []
        self._labels: set[str] = set()
        self._fields: list[dict[str, str | None]] = []
        self._in_label = 0
        self._in_template = 0
        self.feed(html)
        self.unnamed = [str(field) for field in self._fields if field.get("id") not in self._labels]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect; what a template holds is no part of the page until a script puts it there."""
        self._in_template += tag == "template"
        if self._in_template:
            return
        found = dict(attrs)
        if "id" in found:
            self.ids.append(found["id"] or "")
        if tag == "h1":
            self.headings.append(tag)
        if tag == "script":
            self.scripts.append(found)
        if tag == "style" or "style" in found or any(name.startswith("on") for name in found):
            self.styled.append(f"{tag} {found}")
        if tag == "label":
            self._in_label += 1
            self._labels.add(found.get("for") or "")
        hidden = found.get("type") in {"hidden", "submit"}
        if tag in {"input", "select", "textarea"} and not hidden and not self._in_label and "aria-label" not in found:
            self._fields.append(found)

    def handle_endtag(self, tag: str) -> None:
        """Leave a label or a template."""
        self._in_template -= tag == "template"
        self._in_label -= tag == "label" and not self._in_template


def assert_well_formed(response: Any) -> None:
    """The promises of every page."""
    outline = Outline(response.content.decode())
    assert sorted(outline.ids) == sorted(set(outline.ids))
    assert len(outline.headings) == 1
    assert outline.unnamed == []
    assert outline.styled == []
    assert [item for item in outline.scripts if "src" not in item and item.get("type") != "application/ld+json"] == []
