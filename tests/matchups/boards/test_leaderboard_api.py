"""The boards by API: order, ranks, filters, who sees what."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import Profile
from catalog.enums import TitleStatus
from catalog.models import Genre, Title
from matchups.models import Lineup, Top4Set
from matchups.services.lineups import refresh_all, refresh_open
from matchups.services.top4 import set_top4
from tests.factories import make_member, make_titles
from tests.matchups.boards.world import stand, stand_title
from tests.matchups.world import lineup_id, make_sets

pytestmark = pytest.mark.django_db


def board(**params: Any) -> list[dict[str, Any]]:
    response = APIClient().get("/api/leaderboard", params)
    assert response.status_code == 200, response.json()
    return response.json()["results"]


def ids(rows: list[dict[str, Any]]) -> list[int]:
    return [row["set"]["id"] if "set" in row else row["movie"]["id"] for row in rows]


def test_entries_are_ordered_by_their_lower_bound_and_share_ranks_where_intervals_overlap() -> None:
    sets = make_sets(4)
    for row, (low, high) in zip(sets, [(1500, 1600), (1650, 1750), (1580, 1700), (1300, 1400)], strict=True):
        stand(row, low, high)

    rows = board()

    assert ids(rows) == [sets[1].pk, sets[2].pk, sets[0].pk, sets[3].pk]
    assert [row["rank"] for row in rows] == [1, 1, 2, 4]


def test_an_entry_has_exactly_these_fields() -> None:
    top4 = make_sets(1)[0]
    stand(top4, 1450, 1550, votes=31)

    (row,) = board()

    movies = row["set"].pop("movies")
    assert [movie["id"] for movie in movies] == list(
        top4.entries.order_by("position").values_list("title_id", flat=True)
    )
    assert row == {
        "rank": 1,
        "rating": 1500.0,
        "interval": 50.0,
        "votes": 31,
        "provisional": False,
        "set": {
            "id": top4.pk,
            "owner": {"username": "owner0", "display_name": "", "url": "/@owner0/"},
            "name": "",
            "url": f"/matchups/sets/{top4.pk}/",
        },
    }


def test_a_wide_interval_is_provisional() -> None:
    wide, narrow = make_sets(2)
    stand(wide, 1400, 1651)
    stand(narrow, 1300, 1550)

    assert [row["provisional"] for row in board()] == [True, False]


def test_what_was_never_voted_on_or_may_not_be_shown_is_not_on_the_board() -> None:
    shown, silent, hidden = make_sets(3)
    stand(shown, 1400, 1500)
    stand(silent, 1600, 1700, votes=0)
    stand(hidden, 1600, 1700)
    profile = Profile.objects.get(user=hidden.owner)
    profile.is_private = True
    profile.save()
    refresh_open([lineup_id(hidden)])

    rows = board()

    assert (ids(rows), rows[0]["rank"]) == ([shown.pk], 1)


def test_four_that_two_chose_stand_once_by_the_newest_set_that_the_asker_may_see() -> None:
    first = make_sets(1)[0]
    titles = list(first.entries.order_by("-position").values_list("title_id", flat=True))
    second = set_top4(member=make_member("later"), title_ids=titles)
    stand(first, 1400, 1500)

    assert ids(board()) == [second.pk]
    Profile.objects.filter(user__username="later").update(is_private=True)
    assert ids(board()) == [first.pk]


def test_sets_are_narrowed_by_genre_language_and_decade() -> None:
    sets = make_sets(3)
    drama, comedy = (Genre.objects.create(slug=name, name=name.title()) for name in ("drama", "comedy"))
    for number, row in enumerate(sets):
        stand(row, 1400 - number, 1500 - number)
    Lineup.objects.filter(pk=lineup_id(sets[0])).update(genres=1 << drama.pk % 63, language="te", decade=1990)
    Lineup.objects.filter(pk=lineup_id(sets[1])).update(
        genres=1 << drama.pk % 63 | 1 << comedy.pk % 63, language="hi", decade=1990
    )
    Lineup.objects.filter(pk=lineup_id(sets[2])).update(genres=0, language="te", decade=2010)

    found = {
        str(wish): ids(board(**wish))
        for wish in ({"genre": "drama"}, {"genre": "comedy"}, {"language": "te"}, {"decade": 1990})
    }

    assert found == {
        "{'genre': 'drama'}": [sets[0].pk, sets[1].pk],
        "{'genre': 'comedy'}": [sets[1].pk],
        "{'language': 'te'}": [sets[0].pk, sets[2].pk],
        "{'decade': 1990}": [sets[0].pk, sets[1].pk],
    }


def test_genres_that_share_a_bit_are_told_apart_by_the_titles() -> None:
    one, other = make_sets(2)
    drama = Genre.objects.create(slug="drama", name="Drama")
    twin = Genre.objects.create(pk=drama.pk + 63, slug="noir", name="Noir")
    for row, genre in ((one, drama), (other, twin)):
        stand(row, 1400, 1500)
        Title.objects.get(pk=row.entries.first().title_id).genres.add(genre)
        Lineup.objects.filter(pk=lineup_id(row)).update(genres=1 << drama.pk % 63)

    assert (ids(board(genre="drama")), ids(board(genre="noir"))) == ([one.pk], [other.pk])


def test_titles_are_narrowed_and_ranked_among_what_is_left() -> None:
    titles = make_titles(4)
    for number, title in enumerate(titles):
        stand_title(title.pk, 1700 - 200 * number, 1800 - 200 * number)
    Title.objects.filter(pk=titles[0].pk).update(status=TitleStatus.DRAFT)
    Title.objects.filter(pk=titles[1].pk).update(is_adult=True)
    Title.objects.filter(pk=titles[2].pk).update(kind="tv")
    Title.objects.filter(pk=titles[3].pk).update(kind="movie", language="te", year=1994)

    rows = board(scope="titles")

    assert [(row["movie"]["id"], row["rank"]) for row in rows] == [(titles[2].pk, 1), (titles[3].pk, 2)]
    assert [(row["movie"]["id"], row["rank"]) for row in board(scope="titles", kind="movie")] == [(titles[3].pk, 1)]
    assert ids(board(scope="titles", language="te", decade=1990)) == [titles[3].pk]


def test_titles_for_adults_are_shown_to_those_who_asked_for_them() -> None:
    title = make_titles(1)[0]
    stand_title(title.pk, 1400, 1500)
    Title.objects.filter(pk=title.pk).update(is_adult=True)
    reader = make_member("reader")
    Profile.objects.filter(user=reader).update(show_adult=True)
    api = APIClient()
    api.force_authenticate(reader)

    assert board(scope="titles") == []
    assert ids(api.get("/api/leaderboard?scope=titles").json()["results"]) == [title.pk]


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"scope": "people"}, "scope"),
        ({"genre": "nothing"}, "genre"),
        ({"language": "klingon"}, "language"),
        ({"decade": "1994"}, "decade"),
        ({"scope": "titles", "kind": "book"}, "kind"),
        ({"kind": "movie"}, "kind"),
        ({"page": "zero"}, "page"),
    ],
)
def test_a_wish_that_nothing_answers_is_refused_by_name(params: dict[str, str], field: str) -> None:
    response = APIClient().get("/api/leaderboard", params)

    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert list(response.json()["errors"]) == [field]


def test_the_board_has_pages() -> None:
    sets = make_sets(3)
    for number, row in enumerate(sets):
        stand(row, 1400 - 200 * number, 1500 - 200 * number)

    answer = APIClient().get("/api/leaderboard", {"page": 2, "page_size": 2}).json()

    assert (answer["count"], [row["rank"] for row in answer["results"]]) == (3, [3])


@pytest.mark.parametrize("scope", ["sets", "titles"])
def test_queries_do_not_grow_with_the_board(scope: str) -> None:
    sets = make_sets(3)
    stand(sets[0], 1400, 1500)
    for title_id in sets[0].entries.values_list("title_id", flat=True):
        stand_title(title_id, 1400, 1500)

    counts = [queries_of(scope)]
    for row in Top4Set.objects.exclude(pk=sets[0].pk):
        stand(row, 1300, 1450)
        for title_id in row.entries.values_list("title_id", flat=True):
            stand_title(title_id, 1300, 1450)
    counts.append(queries_of(scope))

    assert counts[0] == counts[1]
    assert len(board(scope=scope)) == {"sets": 3, "titles": 12}[scope]


def queries_of(scope: str) -> int:
    board(scope=scope)  # what a process keeps is kept
    with CaptureQueriesContext(
        connection,
    ) as seen:
        board(scope=scope)
    return len(seen)


def test_a_withdrawn_title_takes_its_sets_off_the_board() -> None:
    top4 = make_sets(1)[0]
    stand(top4, 1400, 1500)
    Title.objects.filter(pk=top4.entries.first().title_id).update(status=TitleStatus.DRAFT)

    refresh_all()

    assert board() == []
