"""Reviews are found by their words, by those who may read them."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks
from rest_framework.test import APIClient

from accounts.models import Block, Profile, User
from catalog.enums import TitleStatus
from catalog.models import Title
from catalog.search.subjects import get_subject
from ratings.models import Review, ReviewDocument
from ratings.selectors.review_search import search_reviews
from ratings.services.review_index import index_reviews
from ratings.services.reviews import delete_review, update_review, write_review
from tests.catalog.pages import assert_well_formed, text_of
from tests.factories import make_member, make_title

pytestmark = pytest.mark.django_db
TEXT = "A <b>grand</b> spectacle; Baahubali stands tall."


def make_review(author: User, text: str = TEXT, *, title: Title | None = None, **fields: object) -> Review:
    review = Review.objects.create(user=author, title=title or make_title(), text=text, **fields)
    index_reviews(review_ids=[review.pk])
    return review


def found(query: str, viewer: User | None = None, *, adult: bool = False) -> list[int]:
    page = search_reviews(query, viewer_id=viewer.pk if viewer else None, adult=adult, offset=0, limit=20)
    assert page.total == len(page.reviews)
    return [review.id for review in page.reviews]


@pytest.mark.parametrize("query", ["spectacle", "bahubali", "బాహుబలి", "बाहुबली", "grand spec", "tall grand"])
def test_finds_by_words_in_any_script(member: User, query: str) -> None:
    review = make_review(member)
    make_review(make_member("other"), "Something else")
    assert found(query) == [review.pk]


@pytest.mark.parametrize("query", ["", "spectacle missing", "%", '"', "' OR 1=1", "*", "\x00", "pec"])
def test_finds_nothing_else(member: User, query: str) -> None:
    make_review(member)
    assert found(query) == []


def test_most_liked_first(member: User) -> None:
    few, many = make_review(member, like_count=1), make_review(make_member("other"), like_count=5)
    assert found("grand") == [many.pk, few.pk]


def test_the_end_of_a_long_review_is_found(member: User) -> None:
    review = make_review(member, "word " * 900 + "needle")
    assert found("needle") == [review.pk]


@pytest.mark.parametrize("status", [TitleStatus.DRAFT, TitleStatus.ARCHIVED])
def test_only_of_published_titles(member: User, status: TitleStatus) -> None:
    make_review(member, title=make_title(status=status))
    assert found("grand") == []


def test_of_titles_for_adults_on_wish(member: User) -> None:
    review = make_review(member, title=make_title(is_adult=True))
    assert (found("grand"), found("grand", adult=True)) == ([], [review.pk])


def test_private_and_blocking_authors_stay_unseen(member: User) -> None:
    private, blocking, gone = make_member("private"), make_member("blocking"), make_member("gone")
    for author in (private, blocking, gone):
        make_review(author)
    Profile.objects.filter(user=private).update(is_private=True)
    Block.objects.create(blocker=blocking, blocked=member)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert (found("grand", member), len(found("grand")), len(found("grand", private))) == ([], 1, 2)


def test_follows_what_is_written(
    member: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    title = make_title()
    with django_capture_on_commit_callbacks(execute=True):
        review = write_review(member=member, title_id=title.pk, text=TEXT)
    assert found("grand") == [review.pk]
    with django_capture_on_commit_callbacks(execute=True):
        update_review(member=member, review_id=review.pk, text="Changed my mind")
    assert (found("grand"), found("changed")) == ([], [review.pk])
    with django_capture_on_commit_callbacks(execute=True):
        delete_review(member=member, review_id=review.pk)
    assert (found("changed"), ReviewDocument.objects.count()) == ([], 0)


def test_rebuilding_repairs_what_drifted(member: User) -> None:
    review = make_review(member)
    ReviewDocument.objects.all().delete()
    steps: list[int] = []
    assert get_subject("reviews").rebuild(steps.append) == 1
    assert (found("grand"), steps) == ([review.pk], [1])


def test_the_api_marks_found_words_and_escapes_the_rest(api: APIClient, member: User) -> None:
    title = make_title("Eega")
    review = make_review(member, title=title, like_count=2)

    body = api.get("/api/search?q=bahubali grand&type=reviews").json()

    made = body["results"][0].pop("created_at")
    assert made.startswith(str(review.created_at.year))
    assert body == {
        "type": "reviews",
        "count": 1,
        "next": None,
        "previous": None,
        "results": [
            {
                "id": review.pk,
                "movie": title.pk,
                "movie_title": "Eega",
                "movie_url": title.get_absolute_url(),
                "author": "meera",
                "author_url": member.get_absolute_url(),
                "snippet": "A &lt;b&gt;<mark>grand</mark>&lt;/b&gt; spectacle; <mark>Baahubali</mark> stands tall.",
                "snippet_language": "",
                "contains_spoilers": False,
                "like_count": 2,
            }
        ],
    }


def test_spoilers_are_found_but_not_shown(api: APIClient, client: Client, member: User) -> None:
    make_review(member, "Kattappa did the grand deed", contains_spoilers=True)
    row = api.get("/api/search?q=grand&type=reviews").json()["results"][0]
    assert (row["snippet"], row["contains_spoilers"]) == ("", True)
    assert "deed" not in client.get("/search/?q=grand&type=reviews").content.decode()


def test_what_one_member_finds_is_not_kept_for_another(member: User) -> None:
    author = make_member("author")
    make_review(author)
    visitor, blocked = APIClient(), APIClient()
    Block.objects.create(blocker=author, blocked=member)
    blocked.force_login(member)
    path = "/api/search?q=grand&type=reviews"
    assert [client.get(path).json()["count"] for client in (visitor, blocked, visitor)] == [1, 0, 1]


def test_pages_and_kinds_of_the_api(api: APIClient, member: User) -> None:
    for number in range(3):
        make_review(make_member(f"member{number}"), title=make_title(f"Title {number}"))
    second = api.get("/api/search?q=grand&type=reviews&page=2&page_size=2").json()
    assert (second["count"], len(second["results"]), second["next"]) == (3, 1, None)
    assert api.get("/api/search?q=grand&type=reviews&page=3&page_size=2").status_code == 404
    assert list(api.get("/api/search?q=grand&type=x").json()["errors"]) == ["type"]
    assert api.get("/api/search?q=grand&type=people").json()["results"] == []


@pytest.mark.parametrize("count", [1, 3])
def test_queries_stay_the_same(
    api: APIClient, member: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        make_review(make_member(f"member{number}"), title=make_title(f"Title {number}"))
    with django_assert_num_queries(2):  # ids, rows
        assert api.get("/api/search?q=grand&type=reviews").json()["count"] == count


def test_the_page_has_tabs_with_counts(client: Client, member: User) -> None:
    make_review(member, "ఈ చిత్రం grand", title=make_title("Eega"))
    response = client.get("/search/?q=grand&type=reviews")
    assert_well_formed(response)
    page = response.content.decode()
    assert "Titles 0 People 0 Reviews 1" in text_of(response)
    assert '<a class="chip" href="?q=grand&amp;type=reviews" aria-current="page">' in page
    assert '<p class="quotes__text" lang="te">ఈ చిత్రం <mark>grand</mark></p>' in page


@pytest.mark.parametrize("kind", ["people", "reviews"])
def test_a_page_without_finds_says_so(client: Client, kind: str) -> None:
    response = client.get(f"/search/?q=zzqxv&type={kind}")
    assert_well_formed(response)
    assert "Nothing found for “zzqxv”" in text_of(response)
    assert client.get(f"/search/?q=zzqxv&type={kind}&page=2").status_code == 404
