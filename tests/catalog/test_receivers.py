"""The search index follows what happens to titles."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from catalog.enums import CreditRole, Provider, Source
from catalog.models import Credit, Genre, Keyword, Person, PersonKey, SearchDocument, SearchWord, Title, TitleName
from catalog.providers.records import ExternalIdRecord, TitleRecord
from catalog.search.filters import TitleFilters
from catalog.search.registry import get_backend
from catalog.selectors.people import suggest_people
from catalog.services.ingest.titles import ingest_titles
from catalog.tasks import rebuild_search
from tests.factories import make_title

pytestmark = pytest.mark.django_db


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Any) -> Any:
    """`with commit():` runs what waits for the commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def found(query: str) -> list[int]:
    return [hit.title_id for hit in get_backend().search(query, TitleFilters()).hits]


def test_a_title_saved_by_hand(commit: Any) -> None:
    with commit():
        title = make_title("Rope")
    assert found("rope") == [title.pk]
    with commit():
        title.title = title.original_title = title.sort_title = "Vertigo"
        title.save()
    assert (found("rope"), found("vertigo")) == ([], [title.pk])


def test_nothing_is_written_before_the_commit(commit: Any) -> None:
    make_title("Rope")
    assert SearchDocument.objects.count() == 0


def test_a_title_without_sums_gets_them(commit: Any) -> None:
    with commit():
        title = Title.objects.create(title="Rope", original_title="Rope", sort_title="rope", slug="rope", language="en")
    assert title.stats.rating_count == 0


def test_names_people_genres_and_keywords(commit: Any) -> None:
    title = make_title("Rope")
    with commit():
        name = TitleName.objects.create(title=title, name="Cordon")
        person = Person.objects.create(name="Jane Stewart", name_key="janestewart", slug="jane")
        credit = Credit.objects.create(title=title, person=person, role=CreditRole.ACTOR)
        title.genres.add(Genre.objects.create(slug="crime", name="Crime"))
        Keyword.objects.create(slug="party", name="party").titles.add(title)
    assert [found(query) for query in ("cordon", "stewart", "crime", "party")] == [[title.pk]] * 4
    with commit():
        person.name = "Jane Hitchcock"
        person.save()
        name.delete()
    assert (found("hitchcock"), found("stewart"), found("cordon")) == ([title.pk], [], [])
    with commit():
        credit.delete()
        title.genres.clear()
    assert (found("hitchcock"), found("crime")) == ([], [])


def test_titles_written_in_bulk() -> None:
    record = TitleRecord((ExternalIdRecord(Source.DEMO, "rope"),), title="Rope", language="en")
    report = ingest_titles([record], provider=Provider.DEMO)
    assert found("rope") == report.title_ids


def test_a_deleted_title_leaves_nothing(commit: Any) -> None:
    with commit():
        title = make_title("Rope")
    with commit():
        title.delete()
    assert (found("rope"), SearchDocument.objects.count()) == ([], 0)


def test_people_are_suggested_by_each_of_their_words(commit: Any) -> None:
    with commit():
        title = make_title("Rope")
        person = Person.objects.create(name="S. S. Rajamouli", name_key="ssr", slug="ssr", names={"te": "ఎస్. ఎస్. రాజమౌళి"})
        Credit.objects.create(title=title, person=person, role=CreditRole.DIRECTOR)
    assert [[card.id for card in suggest_people(query, 5)] for query in ("ss raj", "raja", "రాజ")] == [[person.pk]] * 3
    with commit():
        title.status = "draft"
        title.save()
    assert suggest_people("raja", 5) == []


def test_rebuilding_repairs_what_drifted(commit: Any) -> None:
    title, other = make_title("Rope"), make_title("Vertigo")
    SearchWord.objects.create(word="forgotten")
    out = StringIO()
    call_command("rebuild_search", verbosity=0, stdout=out)
    assert out.getvalue() == "Search knows 2 titles.\nSearch knows 0 reviews.\n"
    assert (found("rope"), found("vertigo")) == ([title.pk], [other.pk])
    assert sorted(SearchWord.objects.values_list("word", flat=True)) == ["rope", "vertigo"]


def test_the_task_rebuilds() -> None:
    title = make_title("Rope")
    rebuild_search.delay()
    assert found("rope") == [title.pk]


def test_keys_of_a_renamed_person_do_not_stay(commit: Any) -> None:
    with commit():
        person = Person.objects.create(name="Old Name", name_key="x", slug="x")
        Credit.objects.create(title=make_title(), person=person, role=CreditRole.ACTOR)
    with commit():
        person.name = "New Name"
        person.save()
    assert sorted(PersonKey.objects.values_list("key", flat=True)) == ["name", "nevname"]
