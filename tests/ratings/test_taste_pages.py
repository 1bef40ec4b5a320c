"""Two tastes side by side, and the shelf that both would like."""

from __future__ import annotations

import numpy as np
import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import Profile, User
from accounts.services.people import block_member
from ratings.services.rating import rate_title
from recommender.services.blend import blended, recommend_together, standardised
from tests.factories import make_title, make_titles

pytestmark = pytest.mark.django_db
PATH = "/api/profiles/arjun/compatibility"
STARS = [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]


@pytest.fixture(autouse=True)
def _nobody_trains(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recommender.receivers.train_if_stale.delay", lambda: None)


def rate_all(member: User, stars: list[float], titles: list[int]) -> None:
    for title_id, value in zip(titles, stars, strict=True):
        rate_title(member=member, title_id=title_id, value=value)


def test_the_same_taste_is_the_highest_there_is(member_api: APIClient, member: User, other_member: User) -> None:
    ids = [title.pk for title in make_titles(10)]
    rate_all(member, STARS, ids)
    rate_all(other_member, STARS, ids)

    body = member_api.get(PATH).json()

    assert (body["percent"], body["shared"], body["enough"], body["parts"]) == (75, 10, True, [])
    assert [card["id"] for card in body["binds"]] == ids[:6:-1]


def test_opposite_tastes_name_what_parts_them(member_api: APIClient, member: User, other_member: User) -> None:
    ids = [title.pk for title in make_titles(10)]
    rate_all(member, STARS, ids)
    rate_all(other_member, STARS[::-1], ids)

    body = member_api.get(PATH).json()

    assert body["percent"] < 50
    assert {(row["movie"]["id"], row["yours"], row["theirs"]) for row in body["parts"][:2]} == {
        (ids[0], 0.5, 5.0),
        (ids[9], 5.0, 0.5),
    }


def test_too_little_in_common_says_nothing(member_api: APIClient, member: User, other_member: User) -> None:
    ids = [title.pk for title in make_titles(7)]
    rate_all(member, STARS[:7], ids)
    rate_all(other_member, STARS[:7], ids)
    client = Client()
    client.force_login(member)

    body = member_api.get(PATH).json()

    assert (body["percent"], body["shared"], body["enough"]) == (None, 7, False)
    assert "7 of 10 titles" in client.get("/@arjun/compatibility/").content.decode()


@pytest.mark.parametrize("path", [PATH, "/api/recommendations/with/arjun"])
def test_private_and_blocked_members_are_not_compared(
    path: str, api: APIClient, member_api: APIClient, member: User, other_member: User
) -> None:
    assert (api.get(path).status_code, member_api.get(path).status_code) == (401, 200)
    Profile.objects.filter(user=other_member).update(is_private=True)
    assert member_api.get(path).status_code == 404
    Profile.objects.filter(user=other_member).update(is_private=False)
    block_member(member=other_member, blocked=member)
    assert member_api.get(path).status_code == 404


def test_the_shelf_has_what_neither_saw_muted_or_may_not_see(member: User, other_member: User) -> None:
    seen, theirs, fine = make_titles(3)
    make_title("Nayakan", language="ta")
    make_title("Late", is_adult=True)
    rate_title(member=member, title_id=seen.pk, value=4)
    rate_title(member=other_member, title_id=theirs.pk, value=4)
    Profile.objects.filter(user=other_member).update(muted_languages=["ta"])
    Profile.objects.filter(user=member).update(show_adult=True)

    for pair in ((member, other_member), (other_member, member)):
        slate = recommend_together(member=pair[0], other=pair[1])
        assert [pick.card.id for pick in slate.results] == [fine.pk]


def test_a_blend_does_not_care_who_asks_and_shuns_what_one_dislikes() -> None:
    first = np.array([2.0, 4.0, 1.9, -np.inf], dtype=np.float32)
    second = np.array([2.0, -1.0, 1.9, 3.0], dtype=np.float32)

    mixed = blended(first, second)

    assert np.array_equal(mixed, blended(second, first))
    assert list(np.argsort(-mixed, kind="stable")) == [0, 2, 1, 3]
    assert mixed[3] == -np.inf


def test_standardised_scores_do_not_depend_on_scale() -> None:
    scores = np.array([1.0, 2.0, 4.0, -np.inf], dtype=np.float32)

    assert np.allclose(standardised(scores)[:3], standardised(scores * 7 + 3)[:3], atol=1e-5)
    assert standardised(scores)[3] == -np.inf
