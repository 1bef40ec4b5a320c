"""The page of one title."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.enums import VideoKind
from catalog.models import (
    Country,
    Credit,
    ExternalId,
    ExternalRating,
    Keyword,
    Person,
    Title,
    TitleName,
    TitleStats,
    Trailer,
)
from ratings.services.rating import rate_title
from tests.catalog.pages import SCRIPT, assert_well_formed, make_full_title, make_person, queries_of, text_of

pytestmark = pytest.mark.django_db


def _data(response: Any) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.DOTALL)
    assert found is not None
    return json.loads(found[1])  # type: ignore[no-any-return]


def _path(title: Title) -> str:
    return f"/title/{title.pk}-{title.slug}/"


def test_shows_the_facts(client: Client) -> None:
    title = make_full_title("Eega", original_title="ఈగ", overview="A fly remembers.", certifications={"IN": "U"})
    title.countries.add(Country.objects.get_or_create(code="IN", defaults={"name": "India"})[0])
    TitleName.objects.create(title=title, language="ta", name="நான் ஈ")
    TitleName.objects.create(title=title, language="", name="Yeega", kind="alias")
    response = client.get(_path(title))
    assert response.status_code == 200
    assert_well_formed(response)
    text = text_of(response)
    assert "2012 · S. S. Rajamouli · 1 h 36 · Telugu · Fantasy" in text
    for words in ("A fly remembers.", "Nani", "revenge", "India", "U IN", "நான் ஈ", "Yeega"):
        assert words in text
    assert '<span lang="te">ఈగ</span>' in response.content.decode()


def test_asks_the_ratings_for_their_parts_and_works_without_script(client: Client) -> None:
    title = make_full_title()
    html = client.get(_path(title)).content.decode()
    rating, reviews = (
        reverse("ratings:title-rating", args=[title.pk]),
        reverse("ratings:title-reviews", args=[title.pk]),
    )
    for part in (f'hx-get="{rating}?part=you"', f'hx-get="{rating}?part=chart"', f'hx-get="{reviews}"'):
        assert part in html
    for link in (f'href="{rating}"', f'href="{reviews}"'):
        assert link in html
    assert client.get(rating).status_code == client.get(reviews).status_code == 200


@pytest.mark.parametrize("slug", ["-wrong", "-EEGA", ""])
def test_any_other_slug_leads_to_the_address(client: Client, slug: str) -> None:
    title = make_full_title()
    response = client.get(f"/title/{title.pk}{slug}/")
    assert (response.status_code, response["Location"]) == (301, _path(title))


@pytest.mark.parametrize("path", ["/title/999999-x/", "/title/99999999999999999999999999-x/", "/title/0-x/"])
def test_there_is_no_page_for_what_is_not_there(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_drafts_have_no_page(client: Client) -> None:
    title = make_full_title(status="draft")
    assert client.get(_path(title)).status_code == 404


def test_describes_itself_to_machines(client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://films.example"
    title = make_full_title("Eega", original_title="ఈగ")
    ExternalId.objects.create(title=title, source="imdb", value="tt2258337")
    TitleStats.objects.filter(pk=title.pk).update(rating_count=3, average=4.25)
    response = client.get(_path(title))
    data = _data(response)
    assert (data["@type"], data["name"], data["alternateName"]) == ("Movie", "Eega", "ఈగ")
    assert data["url"] == f"https://films.example{_path(title)}"
    assert data["duration"] == "PT96M"
    assert [person["name"] for person in data["actor"]] == ["Nani"]
    assert data["sameAs"] == ["https://www.imdb.com/title/tt2258337/"]
    assert (data["aggregateRating"]["ratingValue"], data["aggregateRating"]["ratingCount"]) == (4.25, 3)
    html = response.content.decode()
    assert f'<link rel="canonical" href="https://films.example{_path(title)}">' in html
    assert '<meta property="og:title" content="Eega">' in html
    assert f'content="https://films.example/title/{title.pk}/poster.svg"' in html
    assert '<meta name="description" content="Eega (2012): Telugu fantasy film, by S. S. Rajamouli, with Nani' in html


def test_unrated_titles_claim_no_rating(client: Client) -> None:
    assert "aggregateRating" not in _data(client.get(_path(make_full_title())))


@pytest.mark.parametrize(
    ("source", "value", "shown"),
    [
        ("imdb", "tt2258337", "https://www.imdb.com/title/tt2258337/"),
        ("tmdb_movie", "111", "https://www.themoviedb.org/movie/111"),
        ("tmdb_tv", "222", "https://www.themoviedb.org/tv/222"),
        ("imdb", 'x"onclick="', None),
        ("movielens", "5", None),
    ],
)
def test_links_elsewhere_only_by_ids_of_the_right_shape(
    client: Client, source: str, value: str, shown: str | None
) -> None:
    title = make_full_title()
    ExternalId.objects.create(title=title, source=source, value=value)
    found = [address for _name, address in client.get(_path(title)).context["elsewhere"]]
    assert found == ([shown] if shown else [])


def test_trailers_ask_nothing_of_others_before_a_click(client: Client) -> None:
    title = make_full_title()
    Trailer.objects.create(title=title, key="not a key!")
    Trailer.objects.create(title=title, key="dQw4w9WgXcQ", name="Trailer 1")
    html = client.get(_path(title)).content.decode()
    assert 'data-trailer="dQw4w9WgXcQ"' in html
    assert 'href="https://www.youtube.com/watch?v=dQw4w9WgXcQ"' in html
    assert "<iframe" not in html
    assert re.findall(r'(?:src|poster)="https?://[^"]*"', html) == []


def _shown(client: Client, title: Title) -> tuple[str, list[str]]:
    context = client.get(_path(title)).context
    return (context["trailer"].key if context["trailer"] else "", [film.key for film in context["films"]])


def test_teasers_clips_and_whole_films_are_no_trailers(client: Client) -> None:
    title = make_full_title()
    for kind in (VideoKind.TEASER, VideoKind.CLIP, VideoKind.FULL):
        Trailer.objects.create(title=title, key=f"video-{kind}", kind=kind, is_official=True, seconds=5820)
    assert _shown(client, title) == ("", ["video-full"])
    assert "1 h 37 · on YouTube, free" in text_of(client.get(_path(title)))
    Trailer.objects.create(title=title, key="video-trailer")
    assert _shown(client, title) == ("video-trailer", ["video-full"])


@pytest.mark.parametrize(
    ("videos", "best"),
    [
        ([("de", True), ("te", False)], "te"),
        ([("te", False), ("te", True)], "te-official"),
        ([("te", True), ("en", True)], "en-official"),
        ([("en", False), ("te", True)], "te-official"),
        ([("", True), ("de", True)], "official"),
        ([("de", False), ("de", True)], "de-official"),
    ],
)
def test_trailer_of_the_makers_that_the_reader_understands(
    client: Client, videos: list[tuple[str, bool]], best: str
) -> None:
    title = make_full_title(language="te")
    for number, (language, is_official) in enumerate(videos):
        name = "-".join(filter(None, [language, "official" if is_official else ""]))
        Trailer.objects.create(
            title=title, key=f"video-{number}", name=name, language=language, is_official=is_official
        )
    assert client.get(_path(title)).context["trailer"].name == best


def test_other_publics_stand_beside_ours_and_are_not_mixed_in(client: Client) -> None:
    title = make_full_title()
    for source, value, scale, votes in (("imdb", 8.2, 10, 80000), ("rotten_tomatoes", 94, 100, None)):
        ExternalRating.objects.create(
            title=title, source=source, value=value, scale=scale, votes=votes, provider="omdb"
        )
    response = client.get(_path(title))
    text = text_of(response)
    assert "Rated elsewhere IMDb 8.2/10 80,000 votes Rotten Tomatoes 94 %" in text
    assert "aggregateRating" not in _data(response)
    assert_well_formed(response)


def test_titles_near_it_say_why(client: Client) -> None:
    title, other = make_full_title("Eega"), make_full_title("Magadheera", year=2009)
    near = client.get(_path(title)).context["page"].near
    assert [(card.id, card.note) for card in near] == [(other.pk, "Also by S. S. Rajamouli")]


def test_members_see_their_ratings_of_titles_near_it(client: Client, member: User) -> None:
    title, other = make_full_title("Eega"), make_full_title("Magadheera")
    rate_title(member=member, title_id=other.pk, value=4)
    client.force_login(member)
    assert client.get(_path(title)).context["page"].near[0].own_rating == 4


def test_a_large_cast_is_folded(client: Client) -> None:
    title = make_full_title()
    for number in range(20):
        Credit.objects.create(title=title, person=make_person(f"Player {number}"), role="actor", position=number + 1)
    page = client.get(_path(title)).context["page"]
    assert (len(page.cast), len(page.more_cast)) == (12, 9)


def test_bare_titles_have_a_page_too(client: Client) -> None:
    title = make_full_title("Bare", year=None, language="")
    Credit.objects.all().delete()
    title.genres.clear()
    Title.objects.filter(pk=title.pk).update(runtime=None, director="")
    response = client.get(_path(title))
    assert response.status_code == 200
    assert_well_formed(response)


@pytest.mark.parametrize("logged_in", [False, True])
def test_more_titles_cost_no_more_queries(client: Client, member: User, logged_in: bool) -> None:
    if logged_in:
        client.force_login(member)
    title = make_full_title("One")
    make_full_title("Near one")
    one = queries_of(client, _path(title))
    make_full_title("Near two")
    make_full_title("Near three")
    assert queries_of(client, _path(title)) == one


def test_hostile_names_stay_text(client: Client) -> None:
    title = make_full_title(SCRIPT, original_title=SCRIPT + "2", overview=SCRIPT, slug="x")
    Person.objects.update(name=SCRIPT)
    Keyword.objects.update(name=SCRIPT)
    Credit.objects.update(character=SCRIPT)
    TitleName.objects.create(title=title, language="te", name="</script>" + SCRIPT)
    Trailer.objects.create(title=title, key="dQw4w9WgXcQ", name=SCRIPT)
    response = client.get(_path(title))
    assert "<script>" not in response.content.decode()
    assert _data(response)["name"] == SCRIPT
    assert_well_formed(response)
