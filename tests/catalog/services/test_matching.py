"""Records that look for their titles."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.enums import CreditRole, MatchState, Source
from catalog.models import Credit, ExternalId, Person, Title, TitleMatch, TitleName
from catalog.providers.records import CreditRecord, ExternalIdRecord, NameRecord, TitleRecord
from catalog.services.matching import match_records, suspect
from catalog.services.merging.merge import merge_titles
from catalog.services.search_index import index_titles
from tests.factories import make_title

pytestmark = pytest.mark.django_db


def _title(name: str, *, director: str = "", other_names: tuple[str, ...] = (), **fields: Any) -> Title:
    title = make_title(name, **fields)
    TitleName.objects.bulk_create(TitleName(title=title, name=other) for other in other_names)
    if director:
        person, _ = Person.objects.get_or_create(name=director, name_key=director.lower(), slug="person")
        Credit.objects.create(title=title, person=person, role=CreditRole.DIRECTOR)
    index_titles(title_ids=[title.pk])
    return title


def _record(name: str, number: int = 1, **fields: Any) -> TitleRecord:
    return TitleRecord((ExternalIdRecord(Source.MOVIELENS, str(number)),), title=name, **fields)


def _found(*records: TitleRecord) -> list[tuple[int, bool] | None]:
    return [match and (match.title_id, match.certain) for match in match_records(records)]


def test_name_and_year_find_a_title_in_any_spelling() -> None:
    matrix = _title("The Matrix", year=1999, language="en")
    eega = _title("Eega", year=2012, other_names=("ఈగ", "Makkhi"))

    assert _found(
        _record("Matrix, The (1999)", 1), _record("ఈగ", 2, year=2012), _record("Makkhi", 3, year=2012), _record("Us", 4)
    ) == [(matrix.pk, True), (eega.pk, False), (eega.pk, False), None]


def test_other_name_alone_in_the_batch_is_certain() -> None:
    eega = _title("Eega", year=2012, other_names=("Makkhi",))

    assert _found(_record("Makkhi", year=2012)) == [(eega.pk, True)]


def test_two_of_one_name_and_year_are_for_a_curator_unless_the_director_tells() -> None:
    first = _title("Kick", year=2009, director="Surender Reddy")
    _title("Kick", year=2009, director="Somebody Else")
    credits_ = (CreditRecord("Surender Reddy", CreditRole.DIRECTOR),)

    assert _found(_record("Kick", year=2009)) == [(first.pk, False)]
    assert _found(_record("Kick", year=2009, credits=credits_)) == [(first.pk, True)]


def test_title_with_another_id_of_that_source_is_not_meant() -> None:
    title = _title("Eega", year=2012)
    ExternalId.objects.create(title=title, source=Source.IMDB, value="tt1")
    record = TitleRecord((ExternalIdRecord(Source.IMDB, "tt2"),), title="Eega", year=2012)

    assert _found(record) == [None]


def test_merged_title_is_not_found_but_the_kept_one() -> None:
    kept, gone = _title("Eega", year=2012), _title("Naan Ee", year=2012)
    merge_titles(kept_id=kept.pk, gone_id=gone.pk, actor=None)
    index_titles(title_ids=[kept.pk, gone.pk])

    assert _found(_record("Eega", year=2012), _record("Naan Ee", 2, year=2012)) == [(kept.pk, True), None]


def test_name_in_another_language_of_the_record_counts() -> None:
    title = _title("Ponniyin Selvan", year=2022, language="ta")
    record = _record("PS-1", year=2022, names=(NameRecord("பொன்னியின் செல்வன்", "ta"),))

    assert _found(record) == [(title.pk, True)]


@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow_with_the_records(count: int, django_assert_num_queries: Any) -> None:
    for number in range(count):
        _title(f"Film {number}", year=2000)
    records = [_record(f"Film {number}", number + 1, year=2000) for number in range(count)]

    with django_assert_num_queries(9):
        found = match_records(records)

    assert sum(match is not None for match in found) == count


def test_suspicions_are_written_once_and_follow_their_score() -> None:
    first, second = _title("Eega", year=2012), _title("Eega", year=2013)
    _title("Other", year=2012)

    assert suspect([first.pk, second.pk]) == 1
    assert suspect([second.pk]) == 0
    match = TitleMatch.objects.get()
    assert (match.first_id, match.second_id, match.score, match.state) == (first.pk, second.pk, 0.8, MatchState.OPEN)
    assert match.reasons == [["name", 0.55], ["kind", 0.05], ["a year apart", 0.15], ["language", 0.05]]
    Title.objects.filter(pk=second.pk).update(language="")
    assert suspect([first.pk]) == 0
    match.refresh_from_db()
    assert match.score == 0.75
