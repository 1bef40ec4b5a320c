"""Rails for the time there is: at the end of the picks page, on a page of their own, and one on the home page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import Profile, User
from catalog.models import Offer, Platform, Title
from ratings.services.rating import rate_title
from recommender.models import Exposure, Impression
from recommender.services.experiments import NewArm
from recommender.services.recommend import get_rails
from recommender.services.training import run_training
from recommender.serving.models import forget
from tests.camps import make_camps
from tests.recommender.trials import make_running

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}
SATURDAY = datetime(2026, 11, 21, 14, 10, tzinfo=UTC)  # 19:40 in Kolkata
RUNTIMES = {"short-evening": 90, "evening": 120, "weekend": 170}


@pytest.fixture
def camps(db: None) -> list[list[Title]]:
    """Trained camps; of each camp four films for each length, the rest of no known one."""
    camps = make_camps()
    for camp in camps:
        for place, minutes in enumerate(RUNTIMES.values()):
            Title.objects.filter(pk__in=[title.pk for title in camp[3 + 3 * place : 6 + 3 * place]]).update(
                runtime=minutes
            )
        Title.objects.filter(pk__in=[title.pk for title in camp[12:]]).update(runtime=45, kind="tv")
    run_training(algorithms=("popularity", "default"))
    forget()
    return camps


@pytest.fixture
def fan(client: Client, member: User, camps: list[list[Title]], monkeypatch: pytest.MonkeyPatch) -> Client:
    """A client whose member loves three titles of the second camp; it is Saturday 19:40 where they are."""
    for title in camps[1][:3]:
        rate_title(member=member, title_id=title.pk, value=5)
    Profile.objects.filter(user=member).update(time_zone="Asia/Kolkata")
    monkeypatch.setattr("recommender.views.parts.timezone.now", lambda: SATURDAY)
    client.force_login(member)
    return client


def rails(response: Any) -> dict[str, list[int]]:
    return {rail.occasion: [card.id for card in rail.cards] for rail in response.context["rails"]}


def test_the_rail_for_the_hour_comes_first_and_says_why(fan: Client, camps: list[list[Title]]) -> None:
    response = fan.get("/recommendations/hours/", **HTMX)

    found = response.context["rails"]
    assert [rail.occasion for rail in found] == ["weekend", "binge", "evening", "short-evening"]
    assert found[0].note == "It is Saturday 19:40 where you are: there is time for a long one."
    assert found[2].note == "films of 1 h 20 to 2 h 30"
    weekend = {title.pk for camp in camps for title in camp[9:12]}
    assert set(rails(response)["weekend"]) == weekend
    assert set(rails(response)["weekend"][:3]) == {title.pk for title in camps[1][9:12]}


def test_the_picks_page_asks_for_the_rails_with_its_own_wishes(fan: Client) -> None:
    page = fan.get("/recommendations/?language=te&adventure=40&limit=48").content.decode()
    chosen = fan.get("/recommendations/?occasion=weekend").content.decode()

    assert 'hx-get="/recommendations/hours/?language=te&amp;adventure=40"' in page
    assert "/recommendations/hours/" not in chosen


def test_rails_keep_to_the_wishes_and_lead_to_more(fan: Client, camps: list[list[Title]]) -> None:
    response = fan.get("/recommendations/hours/?language=te&limit=48", **HTMX)

    assert set(rails(response)["weekend"]) == {title.pk for title in camps[0][9:12]}
    assert 'href="/recommendations/?language=te&amp;occasion=weekend"' in response.content.decode()


def test_rails_keep_to_the_services(fan: Client, member: User, camps: list[list[Title]]) -> None:
    title = camps[0][10]
    platform = Platform.objects.create(slug="lumen", name="Lumen")
    Offer.objects.create(title=title, platform=platform, country="IN", kind="free", provider="curated")
    Profile.objects.filter(user=member).update(services=["lumen"])

    assert rails(fan.get("/recommendations/hours/?mine=1", **HTMX)) == {"weekend": [title.pk]}
    assert [pick.card.id for pick in fan.get("/recommendations/?mine=1").context["picks"]] == [title.pk]
    assert "On my services" in fan.get("/recommendations/").content.decode()


def test_without_a_clock_nothing_is_said_of_the_hour(fan: Client, member: User) -> None:
    Profile.objects.filter(user=member).update(time_zone="")

    response = fan.get("/recommendations/hours/")

    assert list(rails(response)) == ["short-evening", "evening", "weekend", "binge"]
    assert "It is " not in response.content.decode()
    assert "Say in which time zone you are" in response.content.decode()


def test_visitors_have_a_page_too(client: Client, camps: list[list[Title]]) -> None:
    response = client.get("/recommendations/hours/")

    assert (response.status_code, len(rails(response))) == (200, 4)
    assert "Not interested" not in response.content.decode()


def test_without_a_model_the_page_says_so(client: Client) -> None:
    page = client.get("/recommendations/hours/").content.decode()

    assert "Nothing fits any of these" in page


def test_home_has_the_rail_of_the_hour(fan: Client) -> None:
    response = fan.get("/recommendations/parts/hour/", **HTMX)

    assert list(rails(response)) == ["weekend"]
    assert 'hx-get="/recommendations/parts/hour/"' in fan.get("/recommendations/parts/home/", **HTMX).content.decode()


def test_home_without_a_clock_has_none(fan: Client, member: User) -> None:
    Profile.objects.filter(user=member).update(time_zone="")

    assert rails(fan.get("/recommendations/parts/hour/", **HTMX)) == {}
    assert "/parts/hour/" not in fan.get("/recommendations/parts/home/", **HTMX).content.decode()


def test_the_rail_of_the_hour_is_for_members(client: Client) -> None:
    assert client.get("/recommendations/parts/hour/", **HTMX).status_code == 401


@pytest.mark.parametrize("limit", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [("/recommendations/hours/", 17), ("/recommendations/parts/hour/", 17)])
def test_rails_cost_the_same_however_long(
    fan: Client, path: str, queries: int, limit: int, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recommender.views.hours.RAIL", limit)
    fan.get(path, **HTMX)

    with django_assert_num_queries(queries):
        assert {len(ids) for ids in rails(fan.get(path, **HTMX)).values()} <= {limit, 2}


@pytest.mark.usefixtures("noting")
def test_the_rails_of_a_page_are_noted_as_one_showing(fan: Client, member: User) -> None:
    running = make_running()

    found = rails(fan.get("/recommendations/hours/", **HTMX))

    ids = {title_id for row in found.values() for title_id in row}
    assert set(Impression.objects.filter(user=member).values_list("title_id", flat=True)) == ids
    assert set(Impression.objects.values_list("times", flat=True)) == {1}
    assert list(Exposure.objects.values_list("experiment_id", "user_id", "slates")) == [(running.pk, member.pk, 1)]
    firsts = list(dict.fromkeys(row[0] for row in found.values()))
    best = Impression.objects.order_by("best_place").values_list("title_id", flat=True)[: len(firsts)]
    assert list(best) == firsts


@pytest.mark.usefixtures("noting")
def test_only_the_rail_that_home_shows_is_noted(fan: Client, member: User) -> None:
    found = rails(fan.get("/recommendations/parts/hour/", **HTMX))

    noted = Impression.objects.filter(user=member).values_list("title_id", flat=True)
    assert sorted(noted) == sorted(found["weekend"])


@pytest.mark.usefixtures("noting")
def test_rails_of_visitors_and_empty_ones_are_not_noted(client: Client, fan: Client, member: User) -> None:
    Client().get("/recommendations/hours/")
    fan.get("/recommendations/hours/?language=kn", **HTMX)

    assert Impression.objects.count() == 0


@pytest.mark.usefixtures("noting")
def test_rails_follow_the_arm_as_picks_do(member: User, camps: list[list[Title]], monkeypatch: Any) -> None:
    seen: list[Any] = []
    monkeypatch.setattr(
        "recommender.services.recommend.rank_many", lambda contexts: seen.extend(contexts) or [] if contexts else []
    )
    chosen = {"adventure": 0.9}
    make_running(arms=(NewArm("plain", chosen, is_control=True), NewArm("same", chosen)))

    get_rails(member=member, now=None, most=1)
    get_rails(member=member, now=None, most=1, adventure=0.5)

    assert [context.adventure for context in seen] == [0.9, 0.5]
