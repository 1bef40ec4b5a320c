"""Today's matchup on the visitors' home page."""

from __future__ import annotations

import pytest
from django.test import Client

from matchups.models import Comparison, Vote
from tests.matchups.world import make_sets

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true"}


def test_the_page_chooses_no_pair_and_the_part_does(client: Client) -> None:
    make_sets(2)

    page = client.get("/").content.decode()
    before = Comparison.objects.count()
    part = client.get("/matchups/today/", headers=PART)

    assert 'hx-get="/matchups/today/"' in page
    assert '<a class="btn" href="/matchups/">' in page
    assert (before, Comparison.objects.count()) == (0, 1)
    assert part.context["pair"]["id"] == Comparison.objects.get().pk
    assert part["X-Robots-Tag"] == "noindex"


def test_an_answer_is_told_in_place(client: Client) -> None:
    make_sets(2)
    pair = client.get("/matchups/today/", headers=PART).context["pair"]

    told = client.post("/matchups/today/", {"comparison": pair["id"], "outcome": "a"}, headers=PART)

    vote = Vote.objects.get()
    assert (vote.comparison_id, vote.outcome) == (pair["id"], "a")
    assert "choose these four, as you do." in told.content.decode()
    assert 'id="today"' in told.content.decode()


def test_a_skip_brings_another_pair(client: Client) -> None:
    make_sets(3)
    pair = client.get("/matchups/today/", headers=PART).context["pair"]

    after = client.post("/matchups/today/", {"comparison": pair["id"], "outcome": "skip"}, headers=PART).context["pair"]

    assert after["id"] == Comparison.objects.latest("pk").pk != pair["id"]


def test_without_script_the_answer_leads_to_its_page(client: Client) -> None:
    make_sets(2)
    pair = client.get("/matchups/today/").context["pair"]

    response = client.post("/matchups/today/", {"comparison": pair["id"], "outcome": "b"})

    assert response["Location"] == f"/matchups/result/{pair['id']}/"


@pytest.mark.parametrize("sent", [{}, {"comparison": 1, "outcome": "c"}, {"comparison": 999_999, "outcome": "a"}])
def test_nonsense_gets_a_pair_and_word_of_it(client: Client, sent: dict[str, object]) -> None:
    make_sets(2)

    part = client.post("/matchups/today/", sent, headers=PART)

    assert part.status_code == 200
    assert part.context["note"] != ""
    assert not Vote.objects.exists()


def test_a_pair_that_was_answered_elsewhere_gives_way_to_another(client: Client) -> None:
    make_sets(3)
    pair = client.get("/matchups/today/", headers=PART).context["pair"]
    client.post("/matchups/vote/", {"comparison": pair["id"], "outcome": "a"}, headers=PART)

    pages = [
        client.post(address, {"comparison": pair["id"], "outcome": "b"}, headers=PART)
        for address in ("/matchups/today/", "/matchups/vote/")
    ]

    words = "You have answered that pair already. Here is another one."
    assert [page.context["note"] for page in pages] == [words, words]
    assert list(Vote.objects.values_list("comparison_id", "outcome")) == [(pair["id"], "a")]


def test_without_sets_there_is_a_way_on(client: Client) -> None:
    assert 'href="/matchups/sets/"' in client.get("/matchups/today/", headers=PART).content.decode()
