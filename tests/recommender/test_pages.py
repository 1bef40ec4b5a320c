"""Picks as pages: reasons, tuning, sending away, the welcome, and the parts of other pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Profile, User
from catalog.models import Offer, Platform, Title
from ratings.services.rating import rate_title
from recommender.enums import DismissalKind
from recommender.forms import Tuning
from recommender.models import Dismissal
from recommender.services.training import run_training
from recommender.serving.models import forget
from tests.factories import make_titles

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def camps(trained: list[list[Title]]) -> list[list[Title]]:
    return trained


@pytest.fixture
def fan(client: Client, member: User, camps: list[list[Title]]) -> Client:
    """A client whose member loves three of the second camp."""
    for title in camps[1][:3]:
        rate_title(member=member, title_id=title.pk, value=5)
    client.force_login(member)
    return client


def shown(response: Any) -> list[int]:
    return [pick.card.id for pick in response.context["picks"]]


def test_every_pick_of_a_member_names_its_reasons(fan: Client, camps: list[list[Title]]) -> None:
    response = fan.get("/recommendations/")

    first = response.context["picks"][0]
    page = response.content.decode()
    assert first.card.id in {title.pk for title in camps[1][3:]}
    assert {reason.title_id for reason in first.because} <= {title.pk for title in camps[1][:3]}
    assert "From 3 ratings" in page
    assert "Because you rated" in page


def test_visitors_see_what_members_love_and_what_to_do_next(client: Client, camps: list[list[Title]]) -> None:
    response = client.get("/recommendations/")

    page = response.content.decode()
    assert len(shown(response)) > 0
    assert "Given 4.5 of 5 by" in page
    assert 'href="/register/"' in page
    assert "/dismiss/" not in page


def test_new_members_are_led_to_the_welcome(client: Client, member: User, camps: list[list[Title]]) -> None:
    client.force_login(member)

    page = client.get("/recommendations/").content.decode()

    assert "You have rated nothing yet" in page
    assert 'href="/welcome/"' in page


def test_who_rated_much_is_told_that_no_model_is_there(client: Client, member: User) -> None:
    for title in make_titles(2):
        rate_title(member=member, title_id=title.pk, value=4)
    client.force_login(member)

    page = client.get("/recommendations/").content.decode()

    assert "no model has learned from the ratings here yet" in page
    assert "Rate a few films you know" not in page


def test_an_empty_catalog_is_a_page_too(client: Client) -> None:
    assert "Nothing to pick from yet" in client.get("/recommendations/").content.decode()


def test_the_address_tunes_the_picks(fan: Client, camps: list[list[Title]]) -> None:
    response = fan.get(
        "/recommendations/?language=te&adventure=80&mood=tender&genre=romance&genre=horror&occasion=binge"
    )

    tuning = response.context["tuning"]
    assert (tuning.languages, tuning.adventure, tuning.mood, tuning.occasion) == (("te",), 80, "tender", "binge")
    assert tuning.genres == ("romance", "horror")
    assert set(shown(fan.get("/recommendations/?language=te"))) == {title.pk for title in camps[0]}
    assert set(shown(fan.get("/recommendations/?genre=romance"))) == {title.pk for title in camps[0]}


def test_picks_name_the_service_they_are_on(fan: Client, member: User, camps: list[list[Title]]) -> None:
    for slug in ("atlas", "lumen"):
        platform = Platform.objects.create(slug=slug, name=slug.title())
        Offer.objects.create(title=camps[0][0], platform=platform, country="IN", kind="stream", provider="curated")
    Profile.objects.filter(user=member).update(services=["lumen"])

    told = {pick.card.id: pick.on for pick in fan.get("/recommendations/").context["picks"] if pick.on}

    assert told == {camps[0][0].pk: "Lumen"}
    assert "Shown on" not in Client().get("/recommendations/").content.decode()


@pytest.mark.parametrize(("old", "occasion"), [("short", "short-evening"), ("evening", "evening"), ("", "")])
def test_addresses_with_a_time_still_work(fan: Client, old: str, occasion: str) -> None:
    assert fan.get(f"/recommendations/?time={old}").context["tuning"].occasion == occasion


def test_an_occasion_keeps_to_what_fits(fan: Client, camps: list[list[Title]]) -> None:
    Title.objects.filter(pk=camps[0][5].pk).update(runtime=95)
    run_training(algorithms=("default",))
    forget()

    assert shown(fan.get("/recommendations/?occasion=short-evening")) == [camps[0][5].pk]
    assert "Nothing fits all of that" in fan.get("/recommendations/?occasion=binge").content.decode()


def test_nonsense_in_the_address_is_left_out(fan: Client) -> None:
    response = fan.get(
        "/recommendations/?language=klingon&adventure=far&mood=x&time=never&limit=999999999&like=x"
        "&genre=opera&occasion=never&mine=1"
    )

    tuning = response.context["tuning"]
    assert response.status_code == 200
    assert tuning == Tuning()


def test_htmx_gets_the_picks_alone(fan: Client) -> None:
    response = fan.get("/recommendations/", **HTMX)

    assert response.content.decode().lstrip().startswith('<div id="picks"')
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize("kind", DismissalKind.values)
def test_a_pick_is_sent_away_and_brought_back(fan: Client, member: User, kind: str) -> None:
    title_id = shown(fan.get("/recommendations/"))[0]

    away = fan.post(f"/recommendations/{title_id}/dismiss/", {"kind": kind}, **HTMX)
    stored = Dismissal.objects.get(user=member)
    without = shown(fan.get("/recommendations/"))
    back = fan.post(f"/recommendations/{title_id}/undismiss/", **HTMX)
    again = shown(fan.get("/recommendations/"))

    assert (away.status_code, back.status_code, stored.kind) == (204, 204, kind)
    assert (title_id in without, title_id in again) == (False, True)


def test_without_script_the_page_offers_to_bring_it_back(fan: Client) -> None:
    title_id = shown(fan.get("/recommendations/"))[0]

    away = fan.post(f"/recommendations/{title_id}/dismiss/", {"kind": "seen", "next": "/recommendations/?mood=tender"})
    page = fan.get(away["Location"])
    back = fan.post(f"/recommendations/{title_id}/undismiss/", {"next": away["Location"]})

    assert away["Location"] == f"/recommendations/?mood=tender&gone={title_id}"
    assert page.context["gone"].id == title_id
    assert back["Location"] == "/recommendations/?mood=tender"


def test_an_unknown_reason_is_refused(fan: Client, camps: list[list[Title]]) -> None:
    assert fan.post(f"/recommendations/{camps[0][0].pk}/dismiss/", {"kind": "hated"}).status_code == 400
    assert not Dismissal.objects.exists()


@pytest.mark.parametrize("limit", [1, 3])
def test_picks_cost_the_same_however_many(
    fan: Client, limit: int, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recommender.forms.Tuning.arguments", lambda self: {"limit": limit})
    fan.get("/recommendations/")

    with django_assert_num_queries(20):
        assert len(shown(fan.get("/recommendations/"))) == limit


def test_the_welcome_begins_with_languages(client: Client, member: User) -> None:
    client.force_login(member)
    first = client.get("/welcome/")
    saved = client.post("/welcome/", {"language": ["te", "kn", "klingon"]})

    assert first.templates[0].name == "recommender/welcome_languages.html"
    assert saved["Location"] == "/welcome/?step=films"
    assert Profile.objects.get(user=member).content_languages == ["te", "kn"]


def test_the_picks_of_the_welcome_mark_what_is_new(fan: Client, camps: list[list[Title]]) -> None:
    before = fan.get("/welcome/picks/", **HTMX)
    kept, replaced = shown(before)[:-1], camps[0][0].pk
    query = "&".join(f"was={pk}" for pk in [*kept, replaced])

    after = fan.get(f"/welcome/picks/?{query}", **HTMX).context["picks"]

    assert [pick.is_new for pick in before.context["picks"]] == [False] * 5
    assert [pick.is_new for pick in after] == [False] * 4 + [True]


def test_the_welcome_is_for_members(client: Client) -> None:
    assert client.get("/welcome/")["Location"] == "/login/?next=%2Fwelcome%2F"
    assert client.get("/welcome/picks/", **HTMX).status_code == 401


def test_home_has_a_bill_and_more(fan: Client, member: User, camps: list[list[Title]]) -> None:
    Profile.objects.filter(user=member).update(time_zone="Asia/Kolkata")
    Title.objects.update(runtime=100)

    response = fan.get("/recommendations/parts/home/", **HTMX)

    bill = response.context["bill"]
    assert len(bill) == 4
    assert {(item["ends"] - response.context["now"]).total_seconds() for item in bill} == {6000}
    assert response.context["loved"] in {title.pk for title in camps[1][:3]}
    assert all(card.note.startswith("because of Brisk") for card in response.context["cards"][:2])


def test_visitors_try_without_an_account(client: Client, camps: list[list[Title]]) -> None:
    query = "&".join(f"like={title.pk}" for title in camps[0][:3])

    response = client.get(f"/recommendations/parts/try/?{query}", **HTMX)

    assert set(shown(response)) <= {title.pk for title in camps[0][3:]}
    assert "Because you love" in response.content.decode()
    assert not client.cookies


@pytest.mark.parametrize("query", ["", "?like=x", "?like=-1", "?like=99999999999999999999"])
def test_trying_nothing_says_what_to_do(client: Client, camps: list[list[Title]], query: str) -> None:
    response = client.get(f"/recommendations/parts/try/{query}", **HTMX)

    assert "Choose a film or three" in response.content.decode()


def test_a_loved_title_leads_to_others_unseen(fan: Client, camps: list[list[Title]]) -> None:
    response = fan.get(f"/recommendations/parts/because/{camps[1][0].pk}/", **HTMX)

    assert {card.id for card in response.context["cards"]} <= {title.pk for title in [*camps[0], *camps[1][3:]]}
    assert response.context["given"] == 5
    assert fan.get("/recommendations/parts/because/999999/").status_code == 404
