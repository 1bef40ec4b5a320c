"""The pages of the boards and of a set."""

from __future__ import annotations

import re
from datetime import UTC, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import Profile, User
from catalog.models import Genre, Title
from matchups.models import Lineup, StandingPoint, Top4Set
from matchups.services.refit import refit_board
from matchups.services.top4 import set_top4
from tests.catalog.pages import assert_well_formed
from tests.factories import make_member, make_title, make_titles
from tests.matchups.boards.world import stand, stand_title
from tests.matchups.world import lineup_id, make_sets, make_voter, vote

pytestmark = pytest.mark.django_db


def read(address: str, member: User | None = None, status: int = 200) -> str:
    client = Client()
    if member is not None:
        client.force_login(member)
    response = client.get(address)
    assert response.status_code == status
    page = response.content.decode()
    if response["Content-Type"].startswith("text/html") and "<html" in page:
        assert_well_formed(response)
    return page


def words(page: str) -> str:
    return " ".join(strip_tags(page).split())


def ranks(page: str) -> list[str]:
    """What stands in the column of ranks."""
    return [words(cell) for cell in re.findall(r'<td class="board__rank">(.*?)</td>', page, re.S)]


def test_the_board_of_sets_says_rank_rating_votes_and_what_is_provisional() -> None:
    first, second, wide = make_sets(3)
    stand(first, 1600, 1700, votes=1200)
    stand(second, 1590, 1690)
    stand(wide, 1200, 1580, votes=1)

    page = read("/leaderboard/")

    assert ranks(page) == ["1= shared", "1= shared", "3"]
    assert page.count(">provisional<") == 1
    cells = [words(cell) for cell in re.findall(r'<td class="board__rating">(.*?)</td>', page, re.S)]
    assert cells == ["1650 ± 50", "1640 ± 50", "1390 ± 190provisional"]
    links = re.findall(r'<a class="board__name" href="([^"]+)"', page)
    assert links == [row.get_absolute_url() for row in (first, second, wide)]


def test_the_board_of_titles_is_narrowed_by_its_form() -> None:
    film, series = make_titles(2)
    Title.objects.filter(pk=series.pk).update(kind="tv")
    stand_title(film.pk, 1500, 1600)
    stand_title(series.pk, 1400, 1450)

    page = read("/leaderboard/?scope=titles&kind=tv&genre=&language=&decade=")

    assert re.findall(r'<a class="board__name" href="([^"]+)"', page) == [f"/title/{series.pk}-{series.slug}/"]
    assert ranks(page) == ["1"]
    assert '<option value="tv" selected>' in page
    assert '<input type="hidden" name="scope" value="titles">' in page


def test_an_unknown_wish_is_left_out_and_told() -> None:
    top4 = make_sets(1)[0]
    stand(top4, 1400, 1500)

    page = read("/leaderboard/?genre=nothing&decade=1995", status=400)

    told = [words(line) for line in re.findall(r"<p>(“.*?)</p>", page)]
    assert told == [
        "“decade” was left out. A decade&#x27;s first year, such as 1990.",
        "“genre” was left out. Unknown: nothing.",
    ]
    assert ranks(page) == ["1"]


def test_tabs_keep_the_wishes_that_both_boards_know() -> None:
    Genre.objects.create(slug="drama", name="Drama")

    page = read("/leaderboard/?scope=titles&kind=tv&genre=drama")

    tabs = re.search(r'<nav class="chips board__tabs".*?</nav>', page, re.S)
    assert tabs is not None
    assert re.findall(r'href="([^"]+)"', tabs[0]) == [
        "/leaderboard/?genre=drama",
        "/leaderboard/?scope=titles&amp;genre=drama&amp;kind=tv",
    ]


def test_an_empty_board_leads_to_the_vote() -> None:
    assert "Nothing stands here yet" in read("/leaderboard/")


def test_a_hidden_profile_leaves_the_board_at_once(django_capture_on_commit_callbacks: Any) -> None:
    top4 = make_sets(1)[0]
    stand(top4, 1400, 1500)
    profile = Profile.objects.get(user=top4.owner)
    profile.is_private = True

    with django_capture_on_commit_callbacks(execute=True):
        profile.save()

    assert ranks(read("/leaderboard/")) == []
    read(f"/matchups/sets/{top4.pk}/", status=404)


@pytest.fixture
def voted() -> list[Top4Set]:
    """Two sets of which the first won thrice, lost once and tied once."""
    sets = make_sets(2)
    for number, outcome in enumerate(["a", "a", "a", "b", "tie"]):
        vote(make_voter(f"voter{number}"), *sets, outcome)
    refit_board()
    return sets


def test_the_page_of_a_set_tells_its_votes(voted: list[Top4Set]) -> None:
    page = read(f"/matchups/sets/{voted[0].pk}/")

    facts = re.findall(r"<dt>(\w+)</dt><dd>(.*?)</dd>", page)
    assert [(name, words(value)) for name, value in facts] == [
        ("Rank", "1"), ("Votes", "5"), ("Won", "3"), ("Lost", "1"), ("Tied", "1"),
    ]  # fmt: skip
    results = re.findall(r'class="met__how[^"]*">(\w+)<', page)
    assert results == ["Tied", "Lost", "Won", "Won", "Won"]
    assert "voter" not in words(page)


def test_results_are_seen_from_either_side(voted: list[Top4Set]) -> None:
    page = read(f"/matchups/sets/{voted[1].pk}/")

    assert re.findall(r'class="met__how[^"]*">(\w+)<', page) == ["Tied", "Won", "Lost", "Lost", "Lost"]
    row = Lineup.objects.get(pk=lineup_id(voted[1]))
    points = [float(value) for value in re.findall(r'met__points num">\s*\+?(-?[\d.]+)<time', page)]
    assert sum(points) == pytest.approx(row.rating - 1500, abs=0.05 * len(points))


def test_the_plot_has_a_line_and_a_band(voted: list[Top4Set]) -> None:
    lineup = Lineup.objects.get(pk=lineup_id(voted[0]))
    StandingPoint.objects.create(
        lineup=lineup, day=timezone.now().astimezone(UTC).date() + timedelta(days=1), rating=1500, strength=1500,
        low=1400, high=1600, votes=5,
    )  # fmt: skip

    page = read(f"/matchups/sets/{voted[0].pk}/")

    assert len(re.findall(r'<path class="(?:line|band)" d="M[\d.HVMZ -]+"/>', page)) == 2


def test_a_set_without_votes_says_so() -> None:
    top4 = make_sets(1)[0]

    page = read(f"/matchups/sets/{top4.pk}/")

    assert "Nobody has voted on these four yet." in words(page)
    assert page.count("no votes yet") == 4


def test_others_who_chose_the_same_four_are_counted(voted: list[Top4Set]) -> None:
    titles = list(voted[0].entries.order_by("-position").values_list("title_id", flat=True))
    set_top4(member=make_member("twin"), title_ids=titles)

    assert "and 1 other chose the same four" in words(read(f"/matchups/sets/{voted[0].pk}/"))


def test_a_former_set_is_its_owners_alone(voted: list[Top4Set]) -> None:
    owner = voted[0].owner
    assert owner is not None
    set_top4(member=owner, title_ids=[title.pk for title in [make_title(f"New {at}") for at in range(4)]])
    address = f"/matchups/sets/{voted[0].pk}/"

    read(address, status=404)
    read(address, make_member("reader"), status=404)
    page = read(address, owner)

    assert "<dt>Rank</dt>" not in page  # these four are out of play


def test_no_set_is_not_found() -> None:
    read("/matchups/sets/99999999999999999999/", status=404)
    read("/matchups/sets/1/", status=404)


def test_a_title_says_how_it_stands() -> None:
    best, sure, wide, silent = make_titles(4)
    stand_title(best.pk, 1700, 1800)
    stand_title(sure.pk, 1500, 1600)
    stand_title(wide.pk, 1300, 1600, votes=3)

    said = [words(read(f"/title/{title.pk}/standing/")) for title in (sure, wide, silent)]

    assert said == [
        "Stands 2nd in matchups, 1550 ± 50",
        "Stands at 1450 ± 150 in matchups, provisionally: 3 votes so far",
        "",
    ]


def test_queries_of_the_page_of_a_set_do_not_grow_with_its_results() -> None:
    sets = make_sets(4)
    vote(make_voter("first"), sets[0], sets[1])
    refit_board()
    counts = [queries_of(sets[0])]
    for other in sets[2:]:
        vote(make_voter(f"of{other.pk}"), sets[0], other)
    refit_board()
    counts.append(queries_of(sets[0]))

    assert counts[0] == counts[1]


def queries_of(top4: Top4Set) -> int:
    read(top4.get_absolute_url())
    with CaptureQueriesContext(connection) as seen:
        read(top4.get_absolute_url())
    return len(seen)


def test_queries_of_the_board_do_not_grow_with_it() -> None:
    sets = make_sets(3)
    stand(sets[0], 1400, 1500)
    counts = [board_queries()]
    for row in sets[1:]:
        stand(row, 1400, 1500)
    counts.append(board_queries())

    assert counts[0] == counts[1]


def board_queries() -> Any:
    read("/leaderboard/")
    with CaptureQueriesContext(connection) as seen:
        read("/leaderboard/")
    return len(seen)
