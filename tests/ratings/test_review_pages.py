"""Reviews on pages: written, covered, liked."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Profile, User
from catalog.models import Title
from ratings.models import Review, ReviewLike
from ratings.services.reviews import write_review
from tests.factories import make_member, make_title

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}
HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://testserver/browse/?genre=drama"}
FAR = 10**30


@pytest.fixture
def title(db: None) -> Title:
    return make_title("Eega")


@pytest.fixture
def own(client: Client, member: User) -> Client:
    client.force_login(member)
    return client


def test_a_review_is_written_changed_and_deleted(own: Client, title: Title, member: User) -> None:
    own.post(f"/title/{title.pk}/review/", {"text": "The fly wins.", "contains_spoilers": "on"})
    written = Review.objects.get()
    own.post(f"/title/{title.pk}/review/", {"text": "The fly always wins."})
    changed = Review.objects.get()
    own.post(f"/title/{title.pk}/review/delete/")

    assert (written.text, written.contains_spoilers) == ("The fly wins.", True)
    assert (changed.pk, changed.text, changed.contains_spoilers) == (written.pk, "The fly always wins.", False)
    assert not Review.objects.exists()


@pytest.mark.parametrize("text", ["", "   ", "\x07", "x" * 5001])
def test_a_bad_review_is_refused_beside_its_field(own: Client, title: Title, text: str) -> None:
    response = own.post(f"/title/{title.pk}/review/", {"text": text}, **HTMX)

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"text"}
    assert not Review.objects.exists()


def test_spoilers_are_covered(client: Client, title: Title, member: User) -> None:
    write_review(member=member, title_id=title.pk, text="<script>The fly wins", contains_spoilers=True)

    page = client.get(f"/title/{title.pk}/reviews/", **HTMX).content.decode()

    covered = page[page.index('<details class="spoil">') : page.index("</details>")]
    assert "&lt;script&gt;The fly wins" in covered


def test_reviews_of_private_members_are_theirs_alone(client: Client, title: Title, member: User) -> None:
    write_review(member=member, title_id=title.pk, text="Between me and me.")
    Profile.objects.filter(user=member).update(is_private=True)
    as_visitor = client.get(f"/title/{title.pk}/reviews/").content.decode()
    client.force_login(member)
    as_author = client.get(f"/title/{title.pk}/reviews/").content.decode()

    assert ("Between me and me." in as_visitor, "Between me and me." in as_author) == (False, True)


def test_liking_counts_once_and_can_be_taken_back(own: Client, title: Title) -> None:
    review = write_review(member=make_member("nila"), title_id=title.pk, text="Good rain.")

    for liked in ("1", "1", "0", "1"):
        response = own.post(f"/reviews/{review.pk}/like/", {"liked": liked}, **HTMX)

    assert (response.status_code, ReviewLike.objects.count(), Review.objects.get().like_count) == (200, 1, 1)
    assert 'aria-pressed="true"' in response.content.decode()


def test_nobody_likes_their_own(own: Client, title: Title, member: User) -> None:
    review = write_review(member=member, title_id=title.pk, text="Good rain.")

    assert own.post(f"/reviews/{review.pk}/like/", {"liked": "1"}).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_reviews_cost_the_same_however_many(
    own: Client, title: Title, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        write_review(member=make_member(f"member-{number}"), title_id=title.pk, text="Good rain.")
    own.get(f"/title/{title.pk}/reviews/", **HTMX)

    with django_assert_num_queries(9):
        response = own.get(f"/title/{title.pk}/reviews/", **HTMX)

    assert len(response.context["rows"]) == count
