"""The calendar of festivals, and what fits them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from catalog.models import Festival, FestivalDate, Keyword, Title
from catalog.regional.festivals import KNOWN, festival_dates
from catalog.search.filters import TitleFilters
from catalog.selectors.festivals import coming_festivals, festival_titles
from catalog.services.festivals import refresh_festivals
from tests.catalog.pages import assert_well_formed, text_of
from tests.factories import make_title

pytestmark = pytest.mark.django_db
BY_SLUG = {item.slug: item for item in KNOWN}
TODAY = date(2026, 11, 21)


def make_festival(slug: str = "lamps", *, in_days: int = 3, languages: tuple[str, ...] = ()) -> Festival:
    """A festival that comes."""
    festival = Festival.objects.create(slug=slug, name=slug.capitalize(), languages=list(languages))
    day = timezone.localdate() + timedelta(days=in_days)
    FestivalDate.objects.create(festival=festival, starts_on=day, ends_on=day)
    return festival


def with_keywords(title: Title, *words: str) -> Title:
    """The title with some keywords."""
    for word in words:
        title.keywords.add(Keyword.objects.get_or_create(slug=word, defaults={"name": word})[0])
    return title


@pytest.mark.parametrize(
    ("slug", "first", "last"),
    [
        ("diwali", date(2026, 11, 8), date(2026, 11, 10)),
        ("ugadi", date(2026, 3, 19), date(2026, 3, 19)),
        ("pongal", date(2026, 1, 14), date(2026, 1, 17)),
        ("eid-al-fitr", date(2026, 3, 21), date(2026, 3, 21)),
        ("karnataka-rajyotsava", date(2026, 11, 1), date(2026, 11, 1)),
        ("christmas", date(2026, 12, 25), date(2026, 12, 25)),
    ],
)
def test_dates_are_those_of_the_calendar(slug: str, first: date, last: date) -> None:
    assert festival_dates(BY_SLUG[slug], [2026]) == [(first, last)]


def test_every_known_festival_falls_into_every_year() -> None:
    found = {item.slug: [first.year for first, _last in festival_dates(item, [2026, 2027])] for item in KNOWN}

    assert found == {item.slug: [2026, 2027] for item in KNOWN}


def test_the_calendar_is_written_once() -> None:
    added = refresh_festivals(today=TODAY)
    before = list(FestivalDate.objects.values())

    assert added == 3 * len(KNOWN)
    assert refresh_festivals(today=TODAY) == 0
    assert list(FestivalDate.objects.values()) == before


def test_a_curators_date_stands_against_the_calendars() -> None:
    refresh_festivals(today=TODAY)
    diwali = Festival.objects.get(slug="diwali")
    diwali.dates.filter(starts_on__year=2027).delete()
    diwali.dates.create(starts_on=date(2027, 10, 30), ends_on=date(2027, 10, 31), by_curator=True)

    refresh_festivals(today=TODAY)

    assert list(diwali.dates.filter(starts_on__year=2027).values_list("starts_on", flat=True)) == [date(2027, 10, 30)]


def test_an_estimate_that_moved_is_replaced() -> None:
    refresh_festivals(today=TODAY)
    eid = Festival.objects.get(slug="eid-al-fitr")
    told = eid.dates.get(starts_on__year=2027)
    FestivalDate.objects.filter(pk=told.pk).update(starts_on=date(2027, 3, 9), ends_on=date(2027, 3, 9))

    assert refresh_festivals(today=TODAY) == 1
    assert eid.dates.get(starts_on__year=2027).starts_on == told.starts_on


def test_coming_ones_are_those_of_a_people_and_everybodys() -> None:
    refresh_festivals(today=TODAY)

    assert [item.slug for item in coming_festivals(TODAY, language="kn")][:3] == [
        "christmas",
        "sankranti",
        "republic-day",
    ]
    assert coming_festivals(date(2026, 11, 9))[0].is_on(date(2026, 11, 9))


def test_chosen_titles_come_first_then_those_that_share_most() -> None:
    festival = make_festival(languages=("te",))
    festival.keywords.add(*(Keyword.objects.create(slug=word, name=word) for word in ("village", "lamps")))
    one = with_keywords(make_title("One", language="te"), "village")
    two = with_keywords(make_title("Two", language="te"), "village", "lamps")
    with_keywords(make_title("Foreign", language="en"), "village", "lamps")
    make_title("Unfit", language="te")
    chosen = make_title("Chosen", language="ta")
    festival.titles.add(chosen)

    found = festival_titles(festival, TitleFilters()).values_list("pk", flat=True)

    assert list(found) == [chosen.pk, two.pk, one.pk]


def test_the_api_lists_them_with_titles(api: APIClient) -> None:
    festival = make_festival(languages=("te",))
    festival.titles.add(make_title("Eega", language="te"))
    make_festival("later", in_days=9)

    body = api.get("/api/regional/festivals?page_size=1").json()

    assert (body["count"], [row["slug"] for row in body["results"]]) == (2, ["lamps"])
    assert [card["title"] for card in body["results"][0]["titles"]] == ["Eega"]
    assert [row["slug"] for row in api.get("/api/regional/festivals?language=ta").json()["results"]] == ["later"]
    assert api.get("/api/regional/festivals?language=zz").json()["errors"] == {"language": ["Unknown."]}
    assert api.get("/api/regional/festivals?page=9").status_code == 404


def test_pages_show_what_comes_and_what_fits(client: Client) -> None:
    festival = make_festival(in_days=0)
    festival.titles.add(make_title("Eega"))

    listed, shown = client.get("/festivals/"), client.get("/festivals/lamps/")

    for response in (listed, shown):
        assert_well_formed(response)
        assert "Eega" in text_of(response)
        assert "now ·" in text_of(response)
    assert client.get("/festivals/none/").status_code == 404


def test_festivals_without_titles_or_dates_are_told(client: Client) -> None:
    assert "No festival is known" in text_of(client.get("/festivals/"))
    make_festival()
    assert "No title of the catalog fits it yet" in text_of(client.get("/festivals/lamps/"))


@pytest.mark.parametrize("path", ["/festivals/", "/festivals/lamps/"])
def test_lists_take_as_many_queries_for_three_as_for_one(path: str, client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(path).status_code == 200
        return len(caught)

    festival = make_festival()
    festival.titles.add(make_title())
    client.get(path)
    first = queries()
    festival.titles.add(make_title("Two"), make_title("Three"))

    assert queries() <= first + 1  # new titles make the kept picks of the festival stale


def test_regional_lists_hold_one_language(api: APIClient) -> None:
    make_title("Eega", language="te")
    make_title("Her", language="en")

    for order in ("trending", "popular"):
        body = api.get(f"/api/regional/{order}/te").json()
        assert [card["title"] for card in body["results"]] == ["Eega"]
        assert api.get(f"/api/regional/{order}/zz").status_code == 404
