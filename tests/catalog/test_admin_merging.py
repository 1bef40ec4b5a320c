"""The curators' desk: who may decide what, and what is seen of two titles."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from catalog.enums import MatchState, Provider, Source
from catalog.models import SourceRecord, Title, TitleMatch, TitleMerge
from catalog.providers.records import ExternalIdRecord, TitleRecord
from catalog.selectors.matches import compared, next_open_match
from catalog.services.ingest.titles import ingest_titles
from tests.factories import make_title

pytestmark = pytest.mark.django_db
PERMISSIONS = ("view_titlematch", "view_titlemerge", "view_sourcerecord")


def _curator(*codenames: str) -> Client:
    user = User.objects.create_user(username="curator", password="seven brown lamps", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=(*PERMISSIONS, *codenames)))
    client = Client()
    client.force_login(user)
    return client


def _match(**fields: Any) -> TitleMatch:
    first, second = make_title("Eega"), make_title("Makkhi", language="hi")
    return TitleMatch.objects.create(first=first, second=second, score=0.7, reasons=[["name", 0.55]], **fields)


def _decide(client: Client, match: TitleMatch, decision: str) -> int:
    return client.post(f"/admin/catalog/titlematch/{match.pk}/decide/", {"decision": decision}).status_code


def test_both_titles_stand_side_by_side() -> None:
    match = _match()
    client = _curator("add_titlemerge", "change_titlematch")

    page = client.get(f"/admin/catalog/titlematch/{match.pk}/change/").content.decode()

    assert page.count('name="decision"') == 3
    assert page.count('class="desk__poster"') == 2
    assert "name +0.55" in page
    assert "differs" in page


def test_who_may_only_look_sees_no_buttons_and_decides_nothing() -> None:
    match = _match()
    client = _curator()

    page = client.get(f"/admin/catalog/titlematch/{match.pk}/change/").content.decode()

    assert 'name="decision"' not in page
    assert [_decide(client, match, decision) for decision in ("first", "second", "apart")] == [403, 403, 403]
    assert TitleMatch.objects.get().state == MatchState.OPEN


def test_keeping_apart_does_not_allow_merging() -> None:
    match = _match()
    client = _curator("change_titlematch")

    assert _decide(client, match, "first") == 403
    assert _decide(client, match, "apart") == 302
    assert TitleMatch.objects.get().state == MatchState.APART


@pytest.mark.parametrize(("decision", "kept"), [("first", "Eega"), ("second", "Makkhi")])
def test_either_side_may_be_kept_and_that_be_undone(decision: str, kept: str) -> None:
    match = _match()
    client = _curator("add_titlemerge", "change_titlemerge")

    assert _decide(client, match, decision) == 302
    merge = TitleMerge.objects.get()
    assert (merge.kept.title, merge.reasons) == (kept, [["name", 0.55]])
    page = client.get(f"/admin/catalog/titlemerge/{merge.pk}/change/").content.decode()
    assert f'action="/admin/catalog/titlemerge/{merge.pk}/undo/"' in page
    assert client.post(f"/admin/catalog/titlemerge/{merge.pk}/undo/").status_code == 302

    assert Title.objects.filter(merged_into=None).count() == 2


def test_decisions_are_posts_with_a_token() -> None:
    match = _match()
    client = _curator("add_titlemerge")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username="curator"))

    assert client.get(f"/admin/catalog/titlematch/{match.pk}/decide/").status_code == 405
    assert _decide(strict, match, "first") == 403
    assert TitleMerge.objects.count() == 0


def test_next_pair_comes_up_and_decided_ones_do_not() -> None:
    sure, other = _match(), _match()
    TitleMatch.objects.filter(pk=sure.pk).update(score=0.8)
    client = _curator("change_titlematch")

    answer = client.post(f"/admin/catalog/titlematch/{sure.pk}/decide/", {"decision": "apart"})

    assert answer["Location"] == f"/admin/catalog/titlematch/{other.pk}/change/"
    assert next_open_match() == other.pk


def test_refusal_is_said() -> None:
    match = _match()
    client = _curator("add_titlemerge")
    Title.objects.filter(pk=match.first_id).update(status="draft")

    answer = client.post(f"/admin/catalog/titlematch/{match.pk}/decide/", {"decision": "first"}, follow=True)

    assert "is not published" in answer.content.decode()


def test_record_is_split_off_by_who_may() -> None:
    ids = (ExternalIdRecord(Source.TMDB_MOVIE, "237"), ExternalIdRecord(Source.IMDB, "tt1"))
    ingest_titles([TitleRecord(ids, title="Eega", language="te")], provider=Provider.TMDB)
    ingest_titles([TitleRecord(ids[1:], title="The Fly", language="en")], provider=Provider.OMDB)
    record = SourceRecord.objects.get(provider=Provider.OMDB)
    client = _curator("change_sourcerecord")

    page = client.get(f"/admin/catalog/sourcerecord/{record.pk}/change/").content.decode()
    assert f'action="/admin/catalog/sourcerecord/{record.pk}/split/"' in page
    assert client.post(f"/admin/catalog/sourcerecord/{record.pk}/split/").status_code == 302

    assert sorted(Title.objects.values_list("title", flat=True)) == ["Eega", "The Fly"]


def test_comparison_names_who_said_what(django_assert_num_queries: Any) -> None:
    ids = (ExternalIdRecord(Source.TMDB_MOVIE, "237"),)
    ingest_titles([TitleRecord(ids, title="Eega", language="te", year=2012)], provider=Provider.TMDB)
    match = TitleMatch.objects.create(first=Title.objects.get(), second=make_title("Eega", year=2013), score=0.7)

    with django_assert_num_queries(11):
        pair = compared(match)

    years = next(row for row in pair.rows if row.label == "year")
    assert (years.first.text, years.first.provider, years.second.text, years.second.provider, years.differs) == (
        "2012", "TMDB", "2013", "Curators", True,
    )  # fmt: skip


def _beside(client: Client, first: object, second: object) -> Any:
    return client.post("/admin/catalog/titlematch/beside/", {"first": str(first), "second": str(second)})


def test_two_titles_that_nobody_suspected_are_put_side_by_side() -> None:
    older, newer = make_title("Eega"), make_title("Something else", language="hi")
    client = _curator("add_titlematch", "add_titlemerge", "view_title")

    answer = _beside(client, newer.pk, older.pk)

    match = TitleMatch.objects.get()
    assert answer["Location"] == f"/admin/catalog/titlematch/{match.pk}/change/"
    assert (match.first, match.second, match.state) == (older, newer, MatchState.OPEN)
    assert match.reasons[-1] == ["asked by a curator", 0.0]
    assert "asked by a curator" in client.get(answer["Location"]).content.decode()


def test_asking_again_opens_what_was_decided() -> None:
    match = _match(state=MatchState.APART)

    _beside(_curator("add_titlematch"), match.second_id, match.first_id)

    match.refresh_from_db()
    assert (match.state, match.decided_by, TitleMatch.objects.count()) == (MatchState.OPEN, None, 1)


def test_what_cannot_be_compared_is_refused_where_it_was_typed() -> None:
    title, gone = make_title("Eega"), make_title("Gone")
    Title.objects.filter(pk=gone.pk).update(merged_into=title, status="archived")
    client = _curator("add_titlematch")

    for second, field in ((title.pk, "__all__"), (gone.pk, "second"), (0, "second"), ("x", "second"), ("", "second")):
        assert list(_beside(client, title.pk, second).context["beside"].errors) == [field]
    assert TitleMatch.objects.count() == 0


def test_form_is_for_those_who_may_ask() -> None:
    asking, looking = _curator("add_titlematch"), Client()
    form = 'action="/admin/catalog/titlematch/beside/"'
    user = User.objects.create_user(username="looker", password="seven brown lamps", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_titlematch"))
    looking.force_login(user)

    pages = [client.get("/admin/catalog/titlematch/").content.decode() for client in (asking, looking)]
    assert [form in page for page in pages] == [True, False]
    assert _beside(looking, 1, 2).status_code == 403
