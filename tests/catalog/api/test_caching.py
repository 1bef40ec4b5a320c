"""Kept answers: the same bytes without work, 304 for those who hold them, fresh ones after a change."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from rest_framework.test import APIClient

from accounts.models import User
from moviesite.common.versions import bump_version
from ratings.services.rating import rate_title
from tests.factories import make_title

pytestmark = pytest.mark.django_db
PATH = "/api/content/trending"


def test_the_second_answer_takes_no_query(api: APIClient, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_title()
    first = api.get(PATH)
    with django_assert_num_queries(0):
        second = api.get(PATH)
    assert (second.content, second["ETag"], second["Content-Type"]) == (
        first.content,
        first["ETag"],
        "application/json",
    )
    assert (first["Cache-Control"], first["ETag"][:3]) == ("no-cache", 'W/"')


def test_who_holds_it_gets_304(api: APIClient, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_title()
    etag = api.get(PATH)["ETag"]
    with django_assert_num_queries(0):
        answers = [api.get(PATH, headers={"if-none-match": held}) for held in (etag, f'"x", {etag}', "*")]
    assert [(answer.status_code, answer.content, answer["ETag"]) for answer in answers] == [(304, b"", etag)] * 3
    assert api.get(PATH, headers={"if-none-match": '"other"'}).status_code == 200


def test_a_rating_makes_it_stale(api: APIClient, member: User, django_capture_on_commit_callbacks: object) -> None:
    title = make_title()
    before = api.get(PATH)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        rate_title(member=member, title_id=title.pk, value=4.0)
    after = api.get(PATH, headers={"if-none-match": before["ETag"]})
    assert (after.status_code, after.json()["results"][0]["rating"]) == (200, {"average": 4.0, "count": 1})


def test_a_new_title_is_seen_and_counted(api: APIClient, django_capture_on_commit_callbacks: object) -> None:
    make_title("One")
    assert api.get(PATH).json()["count"] == 1
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        make_title("Two")
    assert api.get(PATH).json()["count"] == 2
    assert [row["title"] for row in api.get("/api/search?q=two").json()["results"]] == ["Two"]


def test_kept_by_address_and_language(api: APIClient, settings: Settings) -> None:
    settings.LANGUAGES = [("en", "English"), ("te", "తెలుగు")]
    make_title()
    etags = {
        api.get(PATH)["ETag"],
        api.get(f"{PATH}?page_size=1")["ETag"],
        api.get(PATH, headers={"accept-language": "te"})["ETag"],
        api.get(PATH, headers={"host": "localhost"})["ETag"],
    }
    assert len(etags) == 4


def test_errors_are_not_kept(api: APIClient) -> None:
    first = api.get(f"{PATH}?page=2")
    make_title()
    bump_version("titles")
    assert (first.status_code, "ETag" in first) == (404, False)
    assert api.get(f"{PATH}?page=2&page_size=1").status_code == 404


def test_a_bad_credential_is_refused_even_so(api: APIClient) -> None:
    api.get(PATH)
    assert api.get(PATH, headers={"authorization": "Bearer nonsense"}).status_code == 401


def test_other_media_types_are_refused_even_so(api: APIClient) -> None:
    api.get(PATH)
    assert api.get(PATH, headers={"accept": "text/csv"}).status_code == 406


def test_kept_answers_count_against_the_limit(api: APIClient, settings: Settings) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "read": ("user", "2/m")}
    settings.RATE_LIMIT_SCALE = 1.0
    answers = [api.get(PATH) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2]["Content-Type"] == "application/problem+json"
    assert [answer["RateLimit"].split(";t=")[0] for answer in answers] == ['"read";r=1', '"read";r=0', '"read";r=0']


def test_head(api: APIClient) -> None:
    make_title()
    response = api.head(PATH)
    assert (response.status_code, response.content) == (200, b"")
    assert len(api.get(PATH).json()["results"]) == 1
