"""Records that get a title of their own, and pairs that are told apart."""

from __future__ import annotations

import pytest

from accounts.models import User
from catalog.enums import MatchState, Provider, Source
from catalog.exceptions import MatchDecidedError, MatchNotFoundError, RecordNotFoundError, SplitRefusedError
from catalog.models import ExternalId, SourceRecord, Title, TitleMatch
from catalog.providers.records import ExternalIdRecord, TitleRecord
from catalog.services.ingest.titles import ingest_titles
from catalog.services.matching import suspect
from catalog.services.merging.merge import merge_titles
from catalog.services.merging.splitting import keep_apart, split_record
from catalog.services.search_index import index_titles
from ratings.models import Rating
from ratings.services.rating import rate_title
from tests.factories import make_title

pytestmark = pytest.mark.django_db


def _joined() -> Title:
    """A title made of two records, the second of which is about another film."""
    both = (ExternalIdRecord(Source.TMDB_MOVIE, "237"), ExternalIdRecord(Source.IMDB, "tt1"))
    ingest_titles([TitleRecord(both, title="Eega", year=2012, language="te")], provider=Provider.TMDB)
    wrong = (ExternalIdRecord(Source.IMDB, "tt1"), ExternalIdRecord(Source.LETTERBOXD, "the-fly"))
    ingest_titles([TitleRecord(wrong, title="The Fly", year=1986, language="en", runtime=96)], provider=Provider.OMDB)
    return Title.objects.get()


def test_record_gets_a_title_of_its_own(member: User) -> None:
    title = _joined()
    rate_title(member=member, title_id=title.pk, value=4)

    made = split_record(record_id=SourceRecord.objects.get(provider=Provider.OMDB).pk, actor=member)

    title.refresh_from_db()
    assert (title.title, title.year, title.runtime) == ("Eega", 2012, None)
    assert (made.title, made.year, made.runtime, made.slug) == ("The Fly", 1986, 96, "the-fly-1986")
    ids = ExternalId.objects.order_by("value").values_list("value", "title_id")
    assert list(ids) == [("237", title.pk), ("the-fly", made.pk), ("tt1", title.pk)]
    assert Rating.objects.get().title_id == title.pk
    match = TitleMatch.objects.get()
    assert ({match.first_id, match.second_id}, match.state, match.decided_by_id) == (
        {title.pk, made.pk}, MatchState.APART, member.pk,
    )  # fmt: skip


def test_split_titles_merge_back_into_what_they_were() -> None:
    title = _joined()
    made = split_record(record_id=SourceRecord.objects.get(provider=Provider.OMDB).pk, actor=None)

    merge_titles(kept_id=title.pk, gone_id=made.pk, actor=None)

    title.refresh_from_db()
    assert (title.title, title.year, title.runtime) == ("Eega", 2012, 96)
    assert SourceRecord.objects.filter(title=title).count() == 2
    assert ExternalId.objects.filter(title=title).count() == 3


def test_only_record_stays() -> None:
    ingest_titles(
        [TitleRecord((ExternalIdRecord(Source.TMDB_MOVIE, "237"),), title="Eega", language="te")],
        provider=Provider.TMDB,
    )

    with pytest.raises(SplitRefusedError):
        split_record(record_id=SourceRecord.objects.get().pk, actor=None)
    with pytest.raises(RecordNotFoundError):
        split_record(record_id=999_999, actor=None)


def test_pair_is_told_apart_once_and_never_asked_about_again(member: User) -> None:
    first, second = make_title("Eega"), make_title("Eega")
    index_titles(title_ids=[first.pk, second.pk])
    assert suspect([first.pk, second.pk]) == 1
    match = TitleMatch.objects.get()

    keep_apart(match_id=match.pk, actor=member)
    again = keep_apart(match_id=match.pk, actor=None)

    assert (again.state, again.decided_by_id) == (MatchState.APART, member.pk)
    assert suspect([first.pk, second.pk]) == 0
    assert TitleMatch.objects.get().state == MatchState.APART


def test_merged_pair_is_not_told_apart() -> None:
    first, second = make_title("Eega"), make_title("Eega")
    match = TitleMatch.objects.create(first=first, second=second, score=0.9)
    merge_titles(kept_id=first.pk, gone_id=second.pk, actor=None)

    with pytest.raises(MatchDecidedError):
        keep_apart(match_id=match.pk, actor=None)
    with pytest.raises(MatchNotFoundError):
        keep_apart(match_id=999_999, actor=None)
