"""What a member searched for is the member's alone, and is forgotten on request."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from catalog.models import SearchHistoryEntry
from catalog.services import search_history
from catalog.services.search_history import KEPT, record_search
from tests.processes import run_in_processes

pytestmark = pytest.mark.django_db
PATH = "/api/user/search-history"


def kept(user: User) -> list[tuple[str, int]]:
    return list(SearchHistoryEntry.objects.filter(user=user).values_list("query", "times"))


def test_a_search_on_the_page_is_kept_once_however_it_is_spelt(client: Client, member: User) -> None:
    client.force_login(member)

    for query in ("Baahubali", "  baahubali ", "Báahubali", "eega"):
        client.get("/search/", {"q": query})

    assert kept(member) == [("eega", 1), ("Báahubali", 3)]


def test_only_the_first_page_of_a_search_by_get_counts(client: Client, member: User) -> None:
    client.force_login(member)

    client.head("/search/", {"q": "eega"})
    client.get("/search/", {"q": "eega", "page": "2"})
    client.get("/search/", {"q": " "})

    assert kept(member) == []


def test_a_visitors_searches_are_not_kept(client: Client) -> None:
    client.get("/search/", {"q": "eega"})

    assert SearchHistoryEntry.objects.count() == 0


def test_searches_by_api_are_kept_and_listed_latest_first(member_api: APIClient, member: User) -> None:
    for path, name, query in (
        ("/api/movies/search", "query", "eega"),
        ("/api/search", "q", "roja"),
        ("/api/content/search", "query", "eega"),
    ):
        member_api.get(path, {name: query})

    answer = member_api.get(PATH).json()

    assert [(row["query"], row["times"]) for row in answer["results"]] == [("eega", 2), ("roja", 1)]
    assert sorted(answer["results"][0]) == ["id", "query", "searched_at", "times"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(
    member_api: APIClient, member: User, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        record_search(user_id=member.pk, query=f"film {number}")

    with django_assert_num_queries(2):
        answer = member_api.get(PATH)

    assert answer.json()["count"] == rows


def test_one_entry_is_forgotten_and_then_the_rest(member_api: APIClient, member: User) -> None:
    for query in ("one", "two", "three"):
        record_search(user_id=member.pk, query=query)
    two = SearchHistoryEntry.objects.get(query="two")

    first = member_api.delete(f"{PATH}/{two.pk}")
    again = member_api.delete(f"{PATH}/{two.pk}")

    assert (first.status_code, again.status_code) == (204, 404)
    assert [query for query, _ in kept(member)] == ["three", "one"]
    assert member_api.delete(PATH).status_code == 204
    assert kept(member) == []


def test_nobody_forgets_for_another(member_api: APIClient, other_member: User) -> None:
    record_search(user_id=other_member.pk, query="theirs")
    theirs = SearchHistoryEntry.objects.get()

    assert member_api.delete(f"{PATH}/{theirs.pk}").status_code == 404
    member_api.delete(PATH)
    assert kept(other_member) == [("theirs", 1)]


def test_the_oldest_leave_when_there_are_too_many(member: User) -> None:
    for number in range(KEPT + 5):
        record_search(user_id=member.pk, query=f"film {number}")

    queries = [query for query, _ in kept(member)]

    assert queries == [f"film {number}" for number in range(KEPT + 4, 4, -1)]


def test_a_history_that_cannot_be_written_fails_no_search(
    client: Client, member: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(user_id: int, words: str) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr(search_history, "_remember", broken)
    client.force_login(member)

    assert client.get("/search/", {"q": "eega"}).status_code == 200


def test_the_page_shows_them_and_forgets_them_without_script(client: Client, member: User) -> None:
    client.force_login(member)
    for query in ("<b>bold</b>", "eega"):
        record_search(user_id=member.pk, query=query)
    entry = SearchHistoryEntry.objects.get(query="eega")

    page = client.get("/search/").content.decode()
    client.post("/search/forget/", {"entry": entry.pk})
    left = kept(member)
    client.post("/search/forget/")

    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert "<b>bold</b>" not in page
    assert left == [("<b>bold</b>", 1)]
    assert kept(member) == []


@pytest.mark.parametrize("entry", ["x", "-1", "9" * 30, "²"])
def test_an_entry_that_is_no_number_is_not_found(client: Client, member: User, entry: str) -> None:
    client.force_login(member)

    assert client.post("/search/forget/", {"entry": entry}).status_code == 404


def _search(user_id: int) -> None:
    record_search(user_id=user_id, query="baahubali")


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_simultaneous_searches_are_one_entry(member: User) -> None:
    run_in_processes(_search, [(member.pk,)] * 4)

    assert kept(member) == [("baahubali", 4)]


def test_visitors_have_no_history(api: APIClient) -> None:
    assert (api.get(PATH).status_code, api.delete(PATH).status_code) == (401, 401)
