"""The ranking's pages: as forms without script, and as fragments with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from ratings.models import RankedTitle, RankingAnswer, Rating
from ratings.selectors.ranking import next_duel, settled_ranking
from ratings.services.ranking import leave_out
from ratings.services.rating import rate_title
from tests.factories import make_title, make_titles
from tests.ratings.ranking.rankers import rank_all

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def browser(client: Client, member: User) -> Client:
    """The member's browser."""
    client.force_login(member)
    return client


@pytest.fixture
def ids(member: User) -> list[int]:
    """Five rated titles, the later the more stars."""
    found = [title.pk for title in make_titles(5)]
    for number, title_id in enumerate(found):
        rate_title(member=member, title_id=title_id, value=1 + number / 2)
    return found


def text(response: Any) -> str:
    """The page."""
    return str(response.content.decode())


def test_the_duel_names_both_and_how_far_it_is(browser: Client, ids: list[int]) -> None:
    page = text(browser.get("/ranking/"))

    assert page.count('type="submit" name="answer"') == 4
    assert [page.count(f'name="answer" value="{value}"') for value in ("left", "right", "tie", "skip")] == [1, 1, 1, 1]
    assert page.count('aria-keyshortcuts="ArrowLeft"') == page.count('aria-keyshortcuts="ArrowUp"') == 1
    assert "0 of 5 ranked" in page
    assert "Undo" not in page.partition("<main")[2].partition("</main>")[0]


def test_a_form_answers_and_comes_back(browser: Client, member: User, ids: list[int]) -> None:
    response = browser.post("/ranking/", {"question": next_duel(member).question, "answer": "left"})

    assert (response.status_code, response["Location"]) == (302, "/ranking/")
    assert RankingAnswer.objects.get().outcome == "left"
    assert "2 of 5 ranked" in text(browser.get("/ranking/"))


def test_htmx_gets_the_next_duel_alone(browser: Client, member: User, ids: list[int]) -> None:
    data = {"question": next_duel(member).question, "answer": "left"}
    response = browser.post("/ranking/", data, headers=HTMX)
    page = text(response)

    assert response.status_code == 200
    assert "<html" not in page
    assert page.lstrip().startswith('<div class="ranking" id="ranking"')
    assert next_duel(member).question in page


def test_an_old_question_says_so_and_shows_the_present_one(browser: Client, member: User, ids: list[int]) -> None:
    old = {"question": next_duel(member).question, "answer": "left"}
    browser.post("/ranking/", old)
    browser.post("/ranking/undo/")
    plain, fragment = browser.post("/ranking/", old), browser.post("/ranking/", old, headers=HTMX)

    assert (plain.status_code, fragment.status_code) == (409, 200)
    assert 'role="alert">That question was out of date.' in text(plain)
    assert next_duel(member).question in text(plain)
    assert json.loads(fragment["HX-Trigger"])["toast"]["message"].startswith("That question was out of date.")


@pytest.mark.parametrize("data", [{}, {"question": "x"}, {"question": "x", "answer": "both"}])
def test_half_an_answer_is_none(data: dict[str, str], browser: Client, ids: list[int]) -> None:
    response = browser.post("/ranking/", data)

    assert response.status_code == 422
    assert "Choose one of the two, or neither." in text(response)
    assert RankingAnswer.objects.count() == 0


def test_undo_takes_back_and_says_when_there_is_nothing(browser: Client, member: User, ids: list[int]) -> None:
    browser.post("/ranking/", {"question": next_duel(member).question, "answer": "tie"})
    first, second = browser.post("/ranking/undo/"), browser.post("/ranking/undo/")

    assert (first.status_code, first["Location"], second.status_code) == (302, "/ranking/", 409)
    assert "There is nothing to take back." in text(second)


def test_with_too_little_to_rank_it_says_what_to_do(browser: Client, member: User) -> None:
    assert "Rate two titles first" in text(browser.get("/ranking/"))
    assert "Nothing is ranked yet" in text(browser.get("/ranking/list/"))
    assert "Nothing is ranked yet" in text(browser.get("/ranking/stars/"))


def test_a_finished_ranking_leads_on(browser: Client, member: User, ids: list[int]) -> None:
    rank_all(member, ids)
    page = text(browser.get("/ranking/"))

    assert "Everything has its place" in page
    assert page.count('href="/ranking/list/"') == page.count('href="/ranking/stars/"') == 1


def shown(page: str) -> list[str]:
    """Titles of a list, as they stand."""
    return [part.partition("</a>")[0].rpartition(">")[2] for part in page.split('class="entry__name"')[1:]]


def test_the_list_is_in_order_and_narrows_without_renumbering(browser: Client, member: User, ids: list[int]) -> None:
    old = make_title("Mayabazar", year=1957, language="hi")
    rate_title(member=member, title_id=old.pk, value=3)
    rank_all(member, [ids[0], ids[1], old.pk, ids[2], ids[3], ids[4]])
    everything = text(browser.get("/ranking/list/"))
    narrowed = text(browser.get("/ranking/list/?language=hi&decade=1950"))

    assert shown(everything) == ["Title 000", "Title 001", "Mayabazar", "Title 002", "Title 003", "Title 004"]
    assert shown(narrowed) == ["Mayabazar"]
    assert '<span class="entry__no num">3</span>' in narrowed
    assert shown(text(browser.get("/ranking/list/?language=xx&decade=soon&kind=opera"))) == shown(everything)


def test_a_long_list_comes_in_pages(
    browser: Client, member: User, monkeypatch: pytest.MonkeyPatch, ids: list[int]
) -> None:
    monkeypatch.setattr("ratings.views.ranking.PAGE", 2)
    rank_all(member, ids)

    assert shown(text(browser.get("/ranking/list/?page=2"))) == ["Title 002", "Title 003"]


@pytest.mark.parametrize(("path", "queries"), [("/ranking/list/", 8), ("/ranking/stars/", 9)])
@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_as_many_queries_for_one_as_for_three(
    count: int, path: str, queries: int, browser: Client, member: User, ids: list[int],
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Callable[..., Any],
) -> None:  # fmt: skip
    rank_all(member, ids)
    monkeypatch.setattr("ratings.views.ranking.PAGE", count)
    monkeypatch.setattr("ratings.views.ranking.CHANGES_PAGE", count)
    browser.get(path)

    with django_assert_num_queries(queries):
        response = browser.get(path)

    assert len(shown(text(response))) == count


def test_a_title_is_left_out_and_put_back(browser: Client, member: User, ids: list[int]) -> None:
    rank_all(member, ids)
    out = browser.post(f"/ranking/list/{ids[1]}/remove/")
    without = text(browser.get("/ranking/list/"))
    back = browser.post("/ranking/list/restore/")

    assert (out["Location"], back["Location"]) == ("/ranking/list/", "/ranking/")
    assert shown(without) == ["Title 000", "Title 002", "Title 003", "Title 004"]
    assert "1 title is left out." in without
    assert shown(text(browser.get("/ranking/list/")))[1] == "Title 001"
    assert browser.post("/ranking/list/987654/remove/").status_code == 404


def test_starting_over_asks_twice(browser: Client, member: User, ids: list[int]) -> None:
    rank_all(member, ids)
    unsure = browser.post("/ranking/restart/", follow=True)
    kept = RankedTitle.objects.count()
    sure = browser.post("/ranking/restart/", {"sure": "yes"})

    assert "Nothing was changed: tick the box to start over." in text(unsure)
    assert (kept, RankedTitle.objects.count()) == (5, 0)
    assert sure["Location"] == "/ranking/"
    assert Rating.objects.filter(user=member).count() == 5


def test_stars_are_shown_then_given_then_taken_back(browser: Client, member: User, ids: list[int]) -> None:
    rank_all(member, ids)
    page = text(browser.get("/ranking/stars/"))
    plan = page.partition('name="plan" value="')[2].partition('"')[0]
    stale = browser.post("/ranking/stars/", {"plan": "0" * 32})
    given = browser.post("/ranking/stars/", {"plan": plan}, follow=True)
    values = list(Rating.objects.order_by("title_id").values_list("value", flat=True))
    back = browser.post("/ranking/stars/undo/", follow=True)

    assert "4 titles would change" in page
    assert (stale.status_code, "Look again." in text(stale)) == (409, True)
    assert "4 titles have other stars now." in text(given)
    assert "Your stars follow your ranking already." in text(given)
    assert values == [3.0, 2.5, 2.0, 1.5, 1.0]
    assert "4 titles have their earlier stars again." in text(back)
    assert "There is nothing to take back." in text(browser.post("/ranking/stars/undo/", follow=True))


def test_only_members_own_ratings_lead_here(browser: Client, member: User, other_member: User, ids: list[int]) -> None:
    rate_title(member=other_member, title_id=ids[0], value=3)

    assert text(browser.get(f"/@{member.username}/ratings/")).count('href="/ranking/"') == 1
    assert text(browser.get(f"/@{other_member.username}/ratings/")).count('href="/ranking/"') == 0


def test_nothing_of_it_is_anybody_elses(browser: Client, other_member: User, ids: list[int]) -> None:
    for title_id in ids:
        rate_title(member=other_member, title_id=title_id, value=3)
    rank_all(other_member, ids)

    assert browser.post(f"/ranking/list/{ids[0]}/remove/").status_code == 404
    assert len(settled_ranking(other_member).state.order) == 5
    leave_out(member=other_member, title_id=ids[0])
    assert len(settled_ranking(other_member).state.order) == 4
