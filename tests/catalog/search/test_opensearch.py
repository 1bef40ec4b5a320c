"""OpenSearch behind the engines' protocol: its alias, its rebuilds, and what happens when it does not answer."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from catalog.models import SearchDocument
from catalog.search import opensearch as engine_module
from catalog.search.base import Document
from catalog.search.filters import TitleFilters
from catalog.search.mapping import MAPPING
from catalog.search.opensearch import OpenSearchBackend
from catalog.search.registry import get_backend
from catalog.services.search_index import index_titles
from tests.factories import make_title
from tests.fakes.opensearch import FakeOpenSearch

pytestmark = pytest.mark.django_db
ANY = TitleFilters()
ALIAS = "marquee-titles-v1"


@pytest.fixture
def engine(opensearch: FakeOpenSearch, settings: Settings) -> OpenSearchBackend:
    settings.OPENSEARCH_URL = opensearch.url
    found = get_backend()
    assert isinstance(found, OpenSearchBackend)
    return found


def put(name: str) -> int:
    title = make_title(name)
    index_titles(title_ids=[title.pk])
    return title.pk


def found(engine: OpenSearchBackend, query: str) -> list[int]:
    return [hit.title_id for hit in engine.search(query, ANY).hits]


def test_the_first_title_makes_the_index(engine: OpenSearchBackend, opensearch: FakeOpenSearch) -> None:
    pk = put("Rope")

    assert opensearch.aliases == {ALIAS: {f"{ALIAS}-first"}}
    assert opensearch.indexes[f"{ALIAS}-first"].fields == MAPPING["mappings"]["properties"]
    assert list(opensearch.indexes[f"{ALIAS}-first"].documents) == [str(pk)]


def test_a_rebuild_puts_one_new_index_in_place_of_the_old(
    engine: OpenSearchBackend, opensearch: FakeOpenSearch
) -> None:
    pk = put("Rope")
    opensearch.indexes[f"{ALIAS}-first"].documents.clear()

    engine.rebuild()

    (name,) = opensearch.indexes
    assert name != f"{ALIAS}-first"
    assert {alias: names for alias, names in opensearch.aliases.items() if names} == {ALIAS: {name}}
    assert found(engine, "rope") == [pk]


def test_what_changes_during_a_rebuild_stays_changed(
    engine: OpenSearchBackend, opensearch: FakeOpenSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    pk = put("Rope")
    bulk = engine._bulk

    def changed_meanwhile(lines: object) -> None:
        monkeypatch.undo()
        stale = list(lines)  # type: ignore[call-overload]  # read before the change, written after it
        SearchDocument.objects.filter(pk=pk).update(names=" vertigo \n  ", sounds="")
        engine.refresh([pk])
        bulk(stale)

    monkeypatch.setattr(engine, "_bulk", changed_meanwhile)
    engine.rebuild()

    assert (found(engine, "rope"), found(engine, "vertigo")) == ([], [pk])


def test_without_an_answer_the_database_answers(engine: OpenSearchBackend, opensearch: FakeOpenSearch) -> None:
    pk = put("Rope")
    opensearch.broken = True
    asked = len(opensearch.asked)

    answers = [found(engine, "rope"), engine.suggest("rop"), found(engine, "rope")]

    assert answers == [[pk]] * 3
    assert len(opensearch.asked) == asked + 1  # after a failure it is left alone for a while


def test_it_is_asked_again_after_the_pause(
    engine: OpenSearchBackend, opensearch: FakeOpenSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    pk = put("Rope")
    opensearch.broken = True
    monkeypatch.setattr(engine_module, "PAUSE", 0.0)
    found(engine, "rope")
    opensearch.broken = False
    SearchDocument.objects.all().delete()  # so that only OpenSearch can know

    assert found(engine, "rope") == [pk]


@pytest.mark.parametrize("how", ["broken", "refusing"])
def test_writing_goes_on_without_it(engine: OpenSearchBackend, opensearch: FakeOpenSearch, how: str) -> None:
    setattr(opensearch, how, True)

    pk = put("Rope")

    assert found(engine, "rope") == [pk]
    assert engine.fallback.suggest("rope") == [pk]


def test_nobody_listening_is_no_error(settings: Settings) -> None:
    settings.OPENSEARCH_URL = "http://127.0.0.1:9"
    pk = put("Rope")

    assert [hit.title_id for hit in get_backend().search("rope", ANY).hits] == [pk]


def test_documents_hold_no_field_the_mapping_lacks() -> None:
    assert set(MAPPING["mappings"]["properties"]) == set(Document.__slots__) - {"vocabulary"}
