"""The welcome: what members say first, which titles they are asked about, and what their answers do."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import Profile, User
from catalog.models import Title
from ratings.models import Rating
from ratings.services.rating import rate_title
from recommender.enums import DismissalKind, ModelStatus
from recommender.models import Dismissal, ModelVersion
from recommender.registry.interviews import interviews
from recommender.registry.versions import artifact_store
from recommender.services.newcomers import QUESTIONS, TABLE, next_round
from tests.factories import make_title

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}
FILMS = "/welcome/?step=films"


@pytest.fixture
def newcomer(client: Client, member: User, trained: list[list[Title]]) -> Client:
    client.force_login(member)
    return client


def table_of(response: Any) -> list[int]:
    return [card.id for card in response.context["cards"]]


def languages_of(title_ids: list[int]) -> list[str]:
    found = dict(Title.objects.filter(pk__in=title_ids).values_list("pk", "language"))
    return [found[title_id] for title_id in title_ids]


def speak(member: User, *languages: str) -> None:
    Profile.objects.filter(user=member).update(content_languages=list(languages))


def test_the_first_step_keeps_languages_genres_and_country(newcomer: Client, member: User) -> None:
    page = newcomer.get("/welcome/").content.decode()
    said = {"language": ["te", "klingon"], "genre": ["horror", "opera"], "region": "IN"}
    saved = newcomer.post("/welcome/", said)

    profile = Profile.objects.get(user=member)
    assert re.findall(r'name="genre" value="(\w+)"', page) == ["horror", "romance"]
    assert saved["Location"] == FILMS
    assert (profile.content_languages, profile.favorite_genres, profile.region) == (["te"], ["horror"], "IN")


def test_a_country_that_is_known_is_not_asked_for_nor_forgotten(newcomer: Client, member: User) -> None:
    Profile.objects.filter(user=member).update(region="FR")

    page = newcomer.get("/welcome/").content.decode()
    newcomer.post("/welcome/", {"language": ["te"]})

    assert 'name="region"' not in page
    assert Profile.objects.get(user=member).region == "FR"


def test_a_small_table_of_titles_is_asked_about(newcomer: Client) -> None:
    response = newcomer.get(FILMS)

    assert len(table_of(response)) == len(set(table_of(response))) == TABLE
    assert (response.context["answered"], response.context["questions"]) == (0, QUESTIONS)
    assert "0 of 10" in response.content.decode()


def test_wanted_languages_take_turns(newcomer: Client, member: User) -> None:
    speak(member, "te", "en")

    assert languages_of(table_of(newcomer.get(FILMS))) == ["te", "en", "te", "en", "te", "en"]


def test_other_languages_are_asked_about_only_after_the_wanted_ones(newcomer: Client, member: User) -> None:
    speak(member, "te")
    telugu = list(Title.objects.filter(language="te").values_list("pk", flat=True))

    found = next_round(member=member, unseen=telugu[4:])

    assert languages_of([card.id for card in found.cards]) == ["te"] * 4 + ["en"] * 2


def test_titles_for_adults_and_muted_languages_are_never_asked_about(newcomer: Client, member: User) -> None:
    Title.objects.filter(language="te").update(is_adult=True)
    Profile.objects.filter(user=member).update(muted_languages=["en"], show_adult=True)
    spared = make_title("Spared", language="hi")

    first = newcomer.get(FILMS)
    forced = newcomer.get(f"{FILMS}&table={Title.objects.filter(is_adult=True)[0].pk}")

    assert table_of(first) == table_of(forced) == [spared.pk]


def test_an_answer_changes_one_place_of_the_table(newcomer: Client, member: User) -> None:
    table = table_of(newcomer.get(FILMS))

    response = newcomer.post("/welcome/answer/", {"answer": "not_seen", "title": table[2], "table": table}, **HTMX)

    after = table_of(response)
    assert [new == old for new, old in zip(after, table, strict=True)] == [True, True, False, True, True, True]
    assert response.context["answered"] == 1
    assert response.templates[0].name == "recommender/_welcome_titles.html"
    assert not Rating.objects.filter(user=member).exists()


def test_what_was_not_seen_is_not_asked_again_nor_held_against_it(newcomer: Client, member: User) -> None:
    table = table_of(newcomer.get(FILMS))

    moved = newcomer.post("/welcome/answer/", {"answer": "not_seen", "title": table})
    after = newcomer.get(moved["Location"])

    assert moved["Location"] == FILMS
    assert set(table_of(after)).isdisjoint(table)
    assert after.context["answered"] == TABLE
    assert Dismissal.objects.filter(user=member).count() == Rating.objects.filter(user=member).count() == 0


def test_what_is_not_for_them_is_sent_away_and_can_be_brought_back(newcomer: Client, member: User) -> None:
    title_id = table_of(newcomer.get(FILMS))[0]

    moved = newcomer.post("/welcome/answer/", {"answer": "not_for_me", "title": title_id})
    page = newcomer.get(moved["Location"])
    kind = Dismissal.objects.get(user=member, title_id=title_id).kind
    back = newcomer.post(f"/recommendations/{title_id}/undismiss/", {"next": FILMS})

    assert moved["Location"] == f"{FILMS}&gone={title_id}"
    assert (kind, page.context["gone"].id, page.context["answered"]) == (DismissalKind.NOT_INTERESTED, title_id, 1)
    assert back["Location"] == FILMS
    assert not Dismissal.objects.filter(user=member).exists()


def test_in_place_the_picks_hear_what_is_not_for_them(newcomer: Client) -> None:
    table = table_of(newcomer.get(FILMS))

    response = newcomer.post("/welcome/answer/", {"answer": "not_for_me", "title": table[0], "table": table}, **HTMX)

    assert response["HX-Trigger"] == "dismissed"
    assert response.context["gone"].id == table[0]
    assert table_of(response)[1:] == table[1:]


def test_a_rating_makes_room_in_its_place(newcomer: Client, member: User) -> None:
    table = table_of(newcomer.get(FILMS))
    rate_title(member=member, title_id=table[3], value=5)

    query = "&".join(f"table={title_id}" for title_id in table)
    response = newcomer.get(f"{FILMS}&{query}", **HTMX)

    after = table_of(response)
    assert (after[:3], after[4:]) == (table[:3], table[4:])
    assert after[3] not in table
    assert (response.context["answered"], response["Vary"].count("HX-Request")) == (1, 1)


def test_answers_lead_the_questions(newcomer: Client, member: User, trained: list[list[Title]]) -> None:
    for title in trained[0][:3]:
        rate_title(member=member, title_id=title.pk, value=5)

    assert languages_of(table_of(newcomer.get(FILMS))) == ["te"] * TABLE


@pytest.mark.parametrize("data", [{}, {"answer": "loved", "title": "1"}])
def test_an_unknown_answer_is_refused(newcomer: Client, data: dict[str, str]) -> None:
    assert newcomer.post("/welcome/answer/", data).status_code == 400


def test_titles_that_are_none_are_no_answers(newcomer: Client) -> None:
    newcomer.post("/welcome/answer/", {"answer": "not_seen", "title": ["987654", "x", "9" * 30]})
    sent_away = newcomer.post("/welcome/answer/", {"answer": "not_for_me", "title": "987654"})

    assert newcomer.get(FILMS).context["answered"] == 0
    assert sent_away.status_code == 404


def test_answers_are_for_members(client: Client) -> None:
    response = client.post("/welcome/answer/", {"answer": "not_seen", "title": "1"})

    assert response["Location"].startswith("/login/?next=")


@pytest.mark.parametrize("break_it", ["damaged", "never trained"])
def test_without_an_interview_fame_asks(newcomer: Client, member: User, break_it: str) -> None:
    speak(member, "te", "en")
    version = ModelVersion.objects.get(active_key="interview")
    if break_it == "damaged":
        (artifact_store().path("interview", version.version) / "chances.npy").write_bytes(b"nothing")
    else:
        version.delete()
    interviews.forget()

    response = newcomer.get(FILMS)

    assert languages_of(table_of(response)) == ["te", "en", "te", "en", "te", "en"]
    assert list(ModelVersion.objects.filter(algorithm="interview").values_list("status", flat=True)) == (
        [ModelStatus.BROKEN] if break_it == "damaged" else []
    )


def test_a_newcomer_sees_picks_in_the_languages_and_genres_they_named(newcomer: Client, member: User) -> None:
    speak(member, "te")
    romance = newcomer.get("/welcome/picks/", **HTMX).context["picks"]
    Profile.objects.filter(user=member).update(content_languages=[], favorite_genres=["horror"])
    horror = newcomer.get("/welcome/picks/", **HTMX).context["picks"]
    Profile.objects.filter(user=member).update(content_languages=["te"])
    neither = newcomer.get("/welcome/picks/", **HTMX).context["picks"]

    assert {pick.card.language for pick in romance} == {"te"}
    assert {pick.card.language for pick in horror} == {"en"}
    assert {pick.card.language for pick in neither} == {"te"}


@pytest.mark.parametrize("rated", [1, 3])
def test_a_table_costs_the_same_however_much_was_answered(
    newcomer: Client, member: User, trained: list[list[Title]], rated: int, django_assert_num_queries: Any
) -> None:
    for title in trained[0][:rated]:
        rate_title(member=member, title_id=title.pk, value=5)
    member = User.objects.get(pk=member.pk)
    next_round(member=member)

    with django_assert_num_queries(7):
        assert len(next_round(member=member).cards) == TABLE


def test_what_was_rated_or_sent_away_is_not_asked_about(
    newcomer: Client, member: User, trained: list[list[Title]]
) -> None:
    speak(member, "te")
    rate_title(member=member, title_id=trained[0][0].pk, value=4)
    Dismissal.objects.create(user=member, title=trained[0][1], kind=DismissalKind.SEEN)

    response = newcomer.get("/welcome/")
    everything = next_round(member=member, unseen=[title.pk for title in trained[1]])

    asked = {*table_of(response), *(card.id for card in everything.cards)}
    assert asked <= {title.pk for title in trained[0][2:]}
    assert response.context["answered"] == 1
