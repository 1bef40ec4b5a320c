"""Reading the diary: pages, API, the year in review."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.enums import Audience
from accounts.exceptions import ProfileNotFoundError
from accounts.models import Follow, Profile, User
from catalog.models import Genre, Title
from ratings.charts import heat_strip
from ratings.exceptions import DiaryEntryNotFoundError
from ratings.models import DiaryEntry
from ratings.selectors.diary import days_of_year, diary_of, diary_tags, diary_years, visible_diary, with_tag
from ratings.selectors.year import YearInReview, year_of_diary
from ratings.services.diary import log_viewing
from ratings.services.reviews import write_review
from tests.factories import make_title, make_titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(member: User) -> Client:
    client = Client()
    client.force_login(member)
    return client


def log(member: User, title: Title, day: date, **values: Any) -> DiaryEntry:
    return log_viewing(member=member, title_id=title.pk, watched_on=day, **values)


def a_year(member: User) -> list[Title]:
    """Twelve viewings of ten titles in 2024, one of them three times, four days in a row in May."""
    drama = Genre.objects.create(slug="drama", name="Drama")
    titles = make_titles(10, runtime=120)
    for title in titles[:3]:
        title.genres.add(drama)
    for number in range(4):
        log(member, titles[number], date(2024, 5, 10 + number), rating=4)
    for number in range(4, 10):
        log(member, titles[number], date(2024, number + 2, 1), rating=number / 2)
    log(member, titles[0], date(2024, 1, 2))
    log(member, titles[0], date(2024, 12, 30), rating=5)
    return titles


# Who may see it


@pytest.mark.parametrize(
    ("audience", "seen_by"),
    [(Audience.PUBLIC, "vfs"), (Audience.FOLLOWERS, "f"), (Audience.PRIVATE, "")],
)
def test_a_diary_is_shown_to_whom_its_owner_wants(
    audience: Audience, seen_by: str, member: User, other_member: User
) -> None:
    stranger = User.objects.create_user(username="stranger", password="ten violet lamps")
    Follow.objects.create(follower=other_member, followed=member)
    Profile.objects.filter(user=member).update(diary_visibility=audience)
    viewers = {"v": None, "f": other_member.pk, "s": stranger.pk}

    assert visible_diary("meera", member.pk).owner == member
    for letter, viewer_id in viewers.items():
        if letter in seen_by:
            assert visible_diary("meera", viewer_id).owner == member
        else:
            with pytest.raises(DiaryEntryNotFoundError):
                visible_diary("meera", viewer_id)


def test_a_private_profile_hides_the_diary(member: User) -> None:
    Profile.objects.filter(user=member).update(is_private=True)

    with pytest.raises(ProfileNotFoundError):
        visible_diary("meera", None)


@pytest.mark.parametrize("path", ["/@meera/diary/", "/@meera/2024/", "/api/profiles/meera/diary"])
def test_what_is_hidden_is_not_there(path: str, member: User) -> None:
    Profile.objects.filter(user=member).update(diary_visibility=Audience.PRIVATE)

    assert Client().get(path).status_code == 404


# Reading


def test_the_diary_by_year_and_tag(member: User) -> None:
    first, second = make_titles(2)
    log(member, first, date(2023, 12, 31), tags=["cinema"])
    log(member, first, date(2024, 1, 1), tags=["Cinema", "amma"])
    log(member, second, date(2024, 1, 1))
    diary = diary_of(member)

    assert diary_years(diary) == [2024, 2023]
    assert diary_tags(diary) == [("cinema", 2), ("amma", 1)]
    assert days_of_year(diary, 2024) == {date(2024, 1, 1): 2}
    assert [entry.title_id for entry in diary.of_year(2024)] == [second.pk, first.pk]
    assert [entry.watched_on.year for entry in with_tag(diary.entries, "CINEMA")] == [2024, 2023]
    assert list(with_tag(diary.entries, "cine")) == []


def test_the_page_groups_by_month(client: Client, member: User) -> None:
    title = make_title("Eega", runtime=134)
    log(member, title, date(2024, 5, 3), tags=["cinema"], rating=4, is_rewatch=True)
    log(member, title, date(2024, 4, 30))

    response = client.get("/@meera/diary/")

    assert [(month.first, len(month.rows)) for month in response.context["months"]] == [
        (date(2024, 5, 1), 1), (date(2024, 4, 1), 1),
    ]  # fmt: skip
    assert response.content.decode().count('class="saw"') == 2


@pytest.mark.parametrize(
    "query", ["?year=2023", "?year=²", "?year=99999999999999999999", "?tag=none", "?page=9", "?tag=|"]
)
def test_the_page_bears_any_question(client: Client, member: User, query: str) -> None:
    log(member, make_title(), date(2024, 5, 3))

    assert client.get(f"/@meera/diary/{query}").status_code == 200


def test_the_page_costs_the_same_for_one_and_three(
    client: Client, member: User, django_assert_num_queries: Any
) -> None:
    titles = make_titles(3)
    log(member, titles[0], date(2024, 5, 3), tags=["a"])
    client.get("/@meera/diary/")

    for more in ([], titles[1:]):
        for title in more:
            log(member, title, date(2024, 5, 4), tags=["b"])
        with django_assert_num_queries(10):
            client.get("/@meera/diary/")


def test_an_empty_diary_says_what_to_do(client: Client) -> None:
    assert "/settings/import/" in client.get("/@meera/diary/").content.decode()


# Writing by form


def test_logging_from_the_titles_page(client: Client, member: User) -> None:
    title = make_title()
    data = {"watched_on": "2024-05-03", "rating": "4.5", "tags": "cinema, with Amma", "is_rewatch": "on"}

    response = client.post(f"/title/{title.pk}/viewings/", data)

    entry = DiaryEntry.objects.get()
    assert (response.status_code, response["Location"]) == (302, "/@meera/diary/")
    assert (entry.user, entry.tags, entry.rating, entry.is_rewatch) == (member, ["cinema", "with amma"], 4.5, True)


def test_logging_as_a_part_of_the_page_answers_with_the_viewings(client: Client, member: User) -> None:
    title = make_title()

    response = client.post(f"/title/{title.pk}/viewings/", {"watched_on": "2024-05-03"}, headers={"HX-Request": "true"})

    assert response.status_code == 200
    assert response.context["seen"] == list(DiaryEntry.objects.filter(user=member))


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"watched_on": ""}, "watched_on"),
        ({"watched_on": "2999-01-01"}, "watched_on"),
        ({"watched_on": "2024-05-03", "rating": "9"}, "rating"),
        ({"watched_on": "2024-05-03", "tags": ",".join("abcdefghijklm")}, "tags"),
    ],
)
def test_mistakes_stand_beside_their_fields(client: Client, data: dict[str, str], field: str) -> None:
    response = client.post(f"/title/{make_title().pk}/viewings/", data)

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])


def test_editing_and_taking_out(client: Client, member: User) -> None:
    title = make_title()
    review = write_review(member=member, title_id=title.pk, text="A fly.")
    entry = log(member, title, date(2024, 5, 3), tags=["cinema"])

    shown = client.get(f"/diary/{entry.pk}/")
    client.post(f"/diary/{entry.pk}/", {"watched_on": "2024-05-04", "tags": "home", "with_review": "on"})
    entry.refresh_from_db()

    assert 'value="cinema"' in shown.content.decode()
    assert (entry.watched_on, entry.tags, entry.review_id) == (date(2024, 5, 4), ["home"], review.pk)
    client.post(f"/diary/{entry.pk}/delete/")
    assert DiaryEntry.objects.count() == 0


def test_anothers_viewing_is_not_there(client: Client, other_member: User) -> None:
    entry = log(other_member, make_title(), date(2024, 5, 3))

    answers = [client.get(f"/diary/{entry.pk}/"), client.post(f"/diary/{entry.pk}/delete/")]

    assert [answer.status_code for answer in answers] == [404, 404]


# The year


def test_a_year_in_review(member: User) -> None:
    titles = a_year(member)

    year = year_of_diary(diary_of(member), 2024)

    assert isinstance(year, YearInReview)
    assert (year.viewings, year.titles, year.hours, year.rated) == (12, 10, 24, 11)
    assert [part.count for part in year.months] == [1, 0, 0, 0, 4, 1, 1, 1, 1, 1, 1, 1]
    assert (year.streak.length, year.streak.first) == (4, date(2024, 5, 10))
    assert [(part.key, part.count) for part in year.genres] == [("drama", 5)]
    assert [(part.key, part.count) for part in year.languages] == [("te", 12)]
    assert year.first is not None
    assert year.last is not None
    assert year.again is not None
    assert (year.first.day, year.last.day) == (date(2024, 1, 2), date(2024, 12, 30))
    assert (year.again.card.id, year.again.times) == (titles[0].pk, 3)
    assert [(seen.card.id, seen.rating) for seen in year.best[:2]] == [(titles[0].pk, 5.0), (titles[9].pk, 4.5)]
    assert year.curve == (0, 0, 0, 1, 1, 1, 1, 5, 1, 1)


def test_too_few_viewings_make_no_year(client: Client, member: User) -> None:
    for number in range(9):
        log(member, make_title(f"Title {number}"), date(2024, 1, 1) + timedelta(days=number))

    response = client.get("/@meera/2024/")

    assert year_of_diary(diary_of(member), 2024) == 9
    assert "there are 9 so far" in response.content.decode()


def test_the_years_page(client: Client, member: User, django_assert_max_num_queries: Any) -> None:
    a_year(member)
    client.get("/@meera/2024/")

    with django_assert_max_num_queries(12):
        response = client.get("/@meera/2024/")

    assert response.status_code == 200
    assert response.content.decode().count("heat__day") == 366


@pytest.mark.parametrize("year", ["0", "1700", "99999", "9223372036854775807"])
def test_years_without_films_are_not_there(client: Client, year: str) -> None:
    assert client.get(f"/@meera/{year}/").status_code == 404


@pytest.mark.parametrize(("year", "weeks"), [(2024, 53), (2012, 54), (2023, 53)])
def test_every_day_has_its_place_in_the_strip(year: int, weeks: int) -> None:
    strip = heat_strip({date(year, 1, 1): 5, date(year, 12, 31): 1}, year)

    assert len({(day.x, day.y) for day in strip.days}) == len(strip.days)
    assert len({day.x for day in strip.days}) == weeks
    assert (strip.days[0].level, strip.days[-1].level, strip.count) == (3, 1, 6)
    assert len(strip.months) == 12


# API


def test_the_api_logs_reads_changes_and_deletes(member: User, member_api: APIClient) -> None:
    title = make_title()

    made = member_api.post(
        "/api/user/diary", {"movie": title.pk, "watched_on": "2024-05-03", "tags": ["A"], "rating": 4}
    )
    path = f"/api/user/diary/{made.json()['id']}"
    body = {"watched_on": "2024-05-04", "is_rewatch": True, "tags": [], "place": "", "rating": None, "review": None}
    put, patched = member_api.put(path, body), member_api.patch(path, {"place": "Home"})

    entry = DiaryEntry.objects.get()
    assert made.status_code == 201
    assert put.json() | {"updated_at": ""} == made.json() | body | {"updated_at": ""}
    assert patched.json() == {
        "id": entry.pk,
        "movie": member_api.get(path).json()["movie"],
        **body,
        "place": "Home",
        "created_at": made.json()["created_at"],
        "updated_at": patched.json()["updated_at"],
    }
    assert member_api.delete(path).status_code == 204
    assert member_api.get(path).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"watched_on": "yesterday"}, "watched_on"),
        ({"watched_on": "2999-01-01"}, "watched_on"),
        ({"watched_on": "2024-05-03", "rating": 6}, "rating"),
        ({"watched_on": "2024-05-03", "tags": ["x" * 31]}, "tags"),
        ({"watched_on": "2024-05-03", "review": 999}, "review"),
        ({"watched_on": "2024-05-03", "seen": True}, "seen"),
    ],
)
def test_the_api_tells_mistakes_by_field(member_api: APIClient, body: dict[str, Any], field: str) -> None:
    response = member_api.post("/api/user/diary", {"movie": make_title().pk, **body})

    assert (response.status_code, list(response.json()["errors"])) == (400, [field])


@pytest.mark.parametrize("path", ["/api/user/diary", "/api/profiles/meera/diary"])
def test_lists_of_the_api_cost_the_same_for_one_and_three(
    path: str, member: User, member_api: APIClient, django_assert_num_queries: Any
) -> None:
    titles = make_titles(3)
    log(member, titles[0], date(2024, 5, 3))
    member_api.get(path)

    for count, more in ((1, []), (3, titles[1:])):
        for title in more:
            log(member, title, date(2024, 5, 4))
        with django_assert_num_queries(5 if "profiles" in path else 4):
            assert member_api.get(path).json()["count"] == count


def test_the_api_filters_by_year_and_tag(member: User, api: APIClient) -> None:
    first, second = make_titles(2)
    log(member, first, date(2024, 5, 3), tags=["cinema"])
    log(member, second, date(2023, 5, 3))

    def found(query: str) -> list[int]:
        return [row["movie"]["id"] for row in api.get(f"/api/profiles/meera/diary{query}").json()["results"]]

    assert [found(""), found("?year=2023"), found("?tag=cinema"), found("?tag=cinema&year=2023")] == [
        [first.pk, second.pk], [second.pk], [first.pk], [],
    ]  # fmt: skip
    assert api.get("/api/profiles/meera/diary?year=x").status_code == 400


@pytest.mark.parametrize(("audience", "shown"), [(Audience.PUBLIC, True), (Audience.PRIVATE, False)])
def test_the_profile_shows_the_diary_to_those_it_is_for(member: User, audience: Audience, shown: bool) -> None:
    title = make_title("Eega")
    log(member, title, date(2024, 5, 3), is_rewatch=True)
    Profile.objects.filter(user=member).update(diary_visibility=audience)

    part = Client().get(f"/@{member.username}/parts/diary/")

    assert part.status_code == 200
    assert ("Eega" in part.content.decode()) == shown
    assert ('datetime="2024-05-03"' in part.content.decode()) == shown


@pytest.mark.parametrize("count", [1, 3])
def test_the_part_on_the_profile_costs_the_same(
    client: Client, member: User, count: int, django_assert_num_queries: Any
) -> None:
    for number, title in enumerate(make_titles(count), start=1):
        log(member, title, date(2024, 5, number))
    address = f"/@{member.username}/parts/diary/"
    client.get(address)

    with django_assert_num_queries(8):
        assert len(client.get(address).context["latest"]) == count
