"""The front page, for visitors and for members."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.models import TitleStats
from catalog.selectors.home import ROW, STARTERS, member_home, visitor_home
from catalog.views import home as home_view
from ratings.enums import SavedKind
from ratings.services.rating import rate_title
from ratings.services.shelves import toggle_saved
from tests.catalog.pages import SCRIPT, assert_well_formed, forget, queries_of, text_of
from tests.factories import make_title, make_titles

pytestmark = pytest.mark.django_db


def _set_stats(title_id: int, **values: float) -> None:
    TitleStats.objects.filter(pk=title_id).update(**values)


def test_an_empty_catalog_still_has_a_front_page(client: Client) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert_well_formed(response)


def test_visitors_find_something_to_tap(client: Client) -> None:
    titles = make_titles(STARTERS + 2, language="te")
    response = client.get("/")
    assert_well_formed(response)
    html = response.content.decode()
    assert html.count('name="like"') == STARTERS
    assert f'action="{reverse("recommender:recommendations")}"' in html
    assert f'value="{titles[0].pk}"' in html


def test_what_was_tapped_leads_to_picks_without_script(client: Client) -> None:
    liked = [title.pk for title in make_titles(3)]
    response = client.get(reverse("recommender:recommendations"), {"like": liked})
    assert response.status_code == 200


def test_starters_take_the_most_rated_of_each_language_in_turn() -> None:
    made = {}
    for language in ("hi", "te", "ta", "kn", "en", "ja"):
        for rank in (2, 1):
            title = make_title(f"{language} {rank}", language=language)
            _set_stats(title.pk, rating_count=10 - rank)
            made[language, rank] = title.pk
    starters = [card.id for card in visitor_home(["te"]).starters]
    first = [made[language, 1] for language in ("en", "hi", "te", "ta", "ja", "kn")]
    assert starters == [*first, made["en", 2], made["hi", 2]]


@pytest.mark.parametrize(
    ("header", "first"),
    [("kn-IN,kn;q=0.9,en;q=0.8", "kn"), ("en-GB,hi;q=0.5,ta;q=0.7", "ta"), ("fr", "te"), ("", "te"), ("x;y=,,", "te")],
)
def test_rows_stand_in_the_order_the_browser_asks_for(client: Client, header: str, first: str) -> None:
    for language in ("te", "hi", "ta", "kn", "en"):
        make_title(f"Film {language}", language=language)
    response = client.get("/", headers={"accept-language": header})
    assert response.context["home"].languages[0].code == first
    assert len(response.context["home"].languages) == 5


def test_rows_are_ranked_and_bounded() -> None:
    titles = make_titles(ROW + 3, language="te")
    for number, title in enumerate(titles):
        _set_stats(title.pk, trend=number, score=number / 10)
    home = visitor_home(["te", "hi"])
    assert [card.id for card in home.trending] == [title.pk for title in reversed(titles)][:ROW]
    assert [row.code for row in home.languages] == ["te"]
    assert [card.id for card in home.languages[0].cards] == [title.pk for title in reversed(titles)][:ROW]


def test_anime_has_a_row_of_its_own() -> None:
    anime = make_title("Cowboy Bebop", language="ja", is_anime=True, kind="tv")
    make_title("Seven Samurai", language="ja")
    assert [card.id for card in visitor_home([]).anime] == [anime.pk]


@pytest.mark.parametrize("hidden", [{"status": "draft"}, {"is_adult": True}])
def test_what_is_not_for_everyone_is_not_shown(client: Client, hidden: dict[str, object]) -> None:
    make_title("Secret", **hidden)
    assert "Secret" not in text_of(client.get("/"))


def test_members_see_their_part_and_their_languages(client: Client, member: User) -> None:
    member.profile.content_languages = ["ta", "kn"]
    member.profile.save()
    tamil, telugu = make_title("Nayakan", language="ta"), make_title("Eega", language="te")
    client.force_login(member)
    response = client.get("/")
    assert_well_formed(response)
    assert f'hx-get="{reverse("recommender:home-rail")}"' in response.content.decode()
    assert [card.id for card in response.context["home"].trending] == [tamil.pk]
    assert [row.code for row in response.context["home"].languages] == ["ta"]
    assert telugu.title not in text_of(response)


def test_members_see_their_own_marks(client: Client, member: User) -> None:
    title = make_title("Eega", language="te")
    rate_title(member=member, title_id=title.pk, value=4.5)
    toggle_saved(member=member, title_id=title.pk, kind=SavedKind.WATCHLIST)
    client.force_login(member)
    card = client.get("/").context["home"].trending[0]
    assert (card.own_rating, card.watchlisted, card.favorite) == (4.5, True, False)


def test_a_short_evening_says_when_it_ends(client: Client, member: User, monkeypatch: pytest.MonkeyPatch) -> None:
    make_title("Short", runtime=91, language="te")
    make_title("Long", runtime=191, language="te")
    member.profile.time_zone = "Asia/Kolkata"
    member.profile.save()
    evening = datetime(2026, 1, 5, 15, 10, tzinfo=UTC)  # 20:40 in Kolkata
    monkeypatch.setattr(home_view.timezone, "now", lambda: evening)
    client.force_login(member)
    response = client.get("/")
    assert [(card.title, card.note) for card in response.context["home"].evening] == [("Short", "1 h 31 · ends 22:11")]


def test_without_a_clock_only_the_length_is_told(client: Client, member: User) -> None:
    make_title("Short", runtime=91)
    client.force_login(member)
    response = client.get("/")
    assert [card.note for card in response.context["home"].evening] == ["1 h 31"]
    assert "Under a hundred minutes" in text_of(response)


def test_few_short_films_in_a_language_are_followed_by_others() -> None:
    own = make_title("Own", runtime=80, language="kn")
    other = make_title("Other", runtime=80, language="en")
    home = member_home(1, ("kn",), datetime(2026, 1, 5, tzinfo=UTC).date())
    assert [card.id for card in home.evening] == [own.pk, other.pk]


def test_the_evening_changes_from_day_to_day() -> None:
    make_titles(2 * ROW, runtime=80)
    days = [datetime(2026, 1, day, tzinfo=UTC).date() for day in (5, 6)]
    first, second = ({card.id for card in member_home(1, (), day).evening} for day in days)
    assert first.isdisjoint(second)


@pytest.mark.parametrize("logged_in", [False, True])
def test_more_titles_cost_no_more_queries(client: Client, member: User, logged_in: bool) -> None:
    if logged_in:
        client.force_login(member)
    make_title("One", runtime=80, is_anime=True)
    one = queries_of(client, "/")
    make_title("Two", runtime=80, is_anime=True)
    make_title("Three", runtime=80, is_anime=True)
    assert queries_of(client, "/") == one


def test_rows_are_kept_between_visits(client: Client, django_assert_max_num_queries: object) -> None:
    make_titles(3)
    forget()
    client.get("/")
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        client.get("/")


def test_hostile_names_stay_text(client: Client) -> None:
    make_title(SCRIPT, director=SCRIPT, slug="x")
    response = client.get("/")
    assert SCRIPT not in response.content.decode()
    assert_well_formed(response)
