"""The vote page: blind before, everything after, and all of it without a script."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from catalog.enums import TitleStatus
from catalog.models import Title
from matchups.models import Comparison, Vote
from tests.catalog.pages import assert_well_formed, text_of
from tests.matchups.world import make_sets, trusted

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def current(client: Client) -> Comparison:
    """The pair that the page shows."""
    found: Comparison = client.get("/matchups/").context["pair"].comparison
    return found


def test_nothing_is_told_before_the_answer(client: Client) -> None:
    sets = make_sets(2)

    response = client.get("/matchups/")

    assert_well_formed(response)
    page = response.content.decode()
    assert [row.owner.username for row in sets if row.owner and row.owner.username in page] == []
    assert "provisional" not in page
    assert "%" not in text_of(response)
    assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_an_answer_by_form_leads_to_its_result_and_on(client: Client, member: User) -> None:
    make_sets(3)
    trusted(member)
    client.force_login(member)
    pair = current(client)

    posted = client.post("/matchups/vote/", {"comparison": pair.pk, "outcome": "a"})

    assert posted["Location"] == f"/matchups/result/{pair.pk}/"
    result = client.get(posted["Location"])
    assert_well_formed(result)
    text = text_of(result)
    assert "You and 61 % chose the left four" in text
    assert "1520 +20" in text
    assert "1480 \u221220" in text
    assert "your vote" in text
    assert current(client).pk != pair.pk


def test_a_script_gets_the_result_with_the_next_pair(client: Client) -> None:
    make_sets(3)
    pair = current(client)

    response = client.post("/matchups/vote/", {"comparison": pair.pk, "outcome": "tie"}, headers=HTMX)

    html = response.content.decode()
    assert response.status_code == 200
    assert "Too close to call. Others: 50 to 50" in html
    ready = Comparison.objects.get(answered_at=None)
    template = html[html.index("<template data-pair>") :]
    assert f'name="comparison" value="{ready.pk}"' in template


@pytest.mark.parametrize(("answer", "why"), [("skip", "later"), ("unknown", "unknown")])
def test_a_skip_goes_straight_to_the_next_pair(answer: str, why: str, client: Client) -> None:
    make_sets(5)
    pair = current(client)

    response = client.post("/matchups/vote/", {"comparison": pair.pk, "outcome": answer}, headers=HTMX)

    assert response.context["pair"].comparison.pk != pair.pk
    assert list(Vote.objects.values_list("outcome", "skip_reason")) == [("skip", why)]


def test_undo_brings_the_pair_back(client: Client) -> None:
    make_sets(3)
    pair = current(client)
    client.post("/matchups/vote/", {"comparison": pair.pk, "outcome": "b"})

    assert client.post("/matchups/undo/")["Location"] == "/matchups/"
    assert current(client).pk == pair.pk
    response = client.post("/matchups/undo/", headers=HTMX)
    assert "There is nothing to take back." in response.content.decode()


def test_the_same_form_sent_twice_is_one_vote(client: Client) -> None:
    make_sets(3)
    fields = {"comparison": current(client).pk, "outcome": "a"}

    answers = [client.post("/matchups/vote/", fields, headers=HTMX).status_code for _ in range(2)]

    assert answers == [200, 200]
    assert Vote.objects.count() == 1


def test_a_stale_or_broken_form_gets_a_fresh_pair(client: Client) -> None:
    make_sets(3)
    current(client)

    for fields in ({"comparison": 10**6, "outcome": "a"}, {"comparison": "x"}, {}):
        response = client.post("/matchups/vote/", fields, headers=HTMX)
        assert response.status_code == 200
        assert "data-said" in response.content.decode()
    assert not Vote.objects.exists()


def test_nobody_sees_anothers_result(client: Client, member: User) -> None:
    make_sets(3)
    pair = current(client)
    client.post("/matchups/vote/", {"comparison": pair.pk, "outcome": "a"})
    other = Client()
    other.force_login(member)

    assert other.get(f"/matchups/result/{pair.pk}/").status_code == 404


def test_a_hidden_owner_is_not_named_afterwards(client: Client) -> None:
    sets = make_sets(2)
    pair = current(client)
    client.post("/matchups/vote/", {"comparison": pair.pk, "outcome": "a"})
    owner = sets[0].owner
    assert owner is not None
    owner.profile.is_private = True
    owner.profile.save()

    text = text_of(client.get(f"/matchups/result/{pair.pk}/"))

    assert owner.username not in text
    assert "owner1" in text


def test_an_empty_site_says_so(client: Client) -> None:
    response = client.get("/matchups/")

    assert_well_formed(response)
    assert "You have compared everything there is." in text_of(response)


def test_a_withdrawn_film_after_the_vote_does_no_harm(client: Client) -> None:
    make_sets(3)
    pair = current(client)
    client.post("/matchups/vote/", {"comparison": pair.pk, "outcome": "b"})
    Title.objects.filter(pk=pair.set_a.entries.get(position=2).title_id).update(status=TitleStatus.DRAFT)

    assert client.get(f"/matchups/result/{pair.pk}/").status_code == 200
