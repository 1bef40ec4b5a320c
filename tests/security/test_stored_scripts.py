"""What members and other sites write stays text on every page, in structured data, drawn posters and the API."""

from __future__ import annotations

import json
import re
import unicodedata
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from accounts.models import User
from accounts.services.profiles import update_profile
from catalog.models import Credit, Keyword, Title, Trailer
from catalog.services.search_index import index_titles
from moviesite.common.errors import DomainError
from ratings.models import ListEntry, Review, TitleList
from ratings.services.lists import add_to_list, create_list
from ratings.services.rating import rate_title
from ratings.services.reviews import write_review
from tests.catalog.pages import make_person
from tests.factories import make_member, make_title
from tests.security.payloads import MARK, PAYLOADS

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
ADDRESS_ATTRIBUTES = {
    "href", "src", "srcset", "action", "formaction", "data", "poster", "xlink:href", "srcdoc", "hx-get", "hx-post",
    "background", "cite", "ping", "manifest",
}  # fmt: skip
FORBIDDEN_TAGS = {
    "iframe",
    "object",
    "embed",
    "base",
    "frame",
    "frameset",
    "applet",
    "style",
    "animate",
    "math",
    "video",
}
BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Sweep(HTMLParser):
    """What in a page could run or load something, beyond the site's own files."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.data: list[str] = []
        self._in_data = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect what does not belong."""
        given = {name: value or "" for name, value in attrs}
        self._in_data = tag == "script" and given.get("type") == "application/ld+json"
        own = tag == "script" and given.get("src", "").startswith("/static/")
        if (tag == "script" and not own and not self._in_data) or tag in FORBIDDEN_TAGS or MARK in tag:
            self.found.append(tag)
        if tag == "meta" and given.get("http-equiv", "").lower() == "refresh":
            self.found.append(tag)
        for name, value in given.items():
            scheme = re.sub(r"[\x00-\x20]", "", value).lower()
            unsafe = name in ADDRESS_ATTRIBUTES and scheme.startswith(("javascript:", "vbscript:", "data:text", "//"))
            if name.startswith(("on", "hx-on")) or MARK in name or unsafe:
                self.found.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        """Keep structured data."""
        if self._in_data:
            self.data.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Leave it."""
        self._in_data = False


def assert_harmless(page: str) -> None:
    """Nothing foreign runs or loads, and every piece of structured data is JSON of one object."""
    sweep = Sweep(page)
    assert sweep.found == []
    for text in sweep.data:
        assert isinstance(json.loads(text), dict)


def title_of(text: str) -> tuple[Title, int]:
    """A title that bears a text wherever upstream can put one, and its player."""
    title = make_title(text[:255], slug="bad-title", overview=text, director=text[:160], runtime=90)
    person = make_person(text[:160], names={"te": text})
    person.slug = "bad-person"
    person.save()
    Credit.objects.create(title=title, person=person, role="actor", character=text)
    Credit.objects.create(title=title, person=person, role="director")
    title.keywords.add(Keyword.objects.create(slug="bad", name=text[:80]))
    Trailer.objects.create(title=title, key=text[:60], name=text)
    Trailer.objects.create(title=title, key="abcdefghijk", name=text)
    index_titles(title_ids=[title.pk])
    return title, person.pk


def words_of(member: User, title: Title, text: str) -> TitleList:
    """A member who writes a text wherever members may; what the services refuse is written past them."""
    rate_title(member=member, title_id=title.pk, value=5)
    review = write_review(member=member, title_id=title.pk, text="Good.")
    mine = create_list(owner=member, name="Mine")
    add_to_list(member=member, list_id=mine.pk, title_id=title.pk)
    member.profile.display_name, member.profile.bio = text[:60], text  # type: ignore[attr-defined]
    member.profile.save()  # type: ignore[attr-defined]
    Review.objects.filter(pk=review.pk).update(text=text)
    TitleList.objects.filter(pk=mine.pk).update(name=text, description=text)
    ListEntry.objects.filter(list=mine).update(note=text)
    return mine


@pytest.mark.parametrize("text", PAYLOADS, ids=range(len(PAYLOADS)))
def test_text_stays_text_on_every_page(text: str) -> None:
    title, person = title_of(text)
    member = make_member("vani")
    mine = words_of(member, title, text)
    own = Client()
    own.force_login(member)
    public = (
        "/", f"/title/{title.pk}-bad-title/", f"/title/{title.pk}/rating/", f"/title/{title.pk}/reviews/",
        f"/person/{person}-bad-person/", "/browse/", "/@vani/", "/@vani/reviews/", "/@vani/lists/",
        "/@vani/parts/latest/", "/@vani/parts/lists/", f"/@vani/lists/{mine.slug}/", "/lists/",
    )  # fmt: skip
    private = (f"/@vani/lists/{mine.slug}/edit/", "/settings/", f"/title/{title.pk}/lists/", "/", "/recommendations/")

    for client, paths in ((Client(), public), (own, private)):
        for path in paths:
            response = client.get(path)
            assert response.status_code == 200
            assert_harmless(response.content.decode())
    poster = Client().get(f"/title/{title.pk}/poster.svg").content
    assert_drawing(poster)


def assert_drawing(svg: bytes) -> None:
    """Well-formed XML in which nothing runs, loads or links."""
    for node in ET.fromstring(svg).iter():  # noqa: S314 (drawn here)
        assert node.tag.rpartition("}")[2] not in {"script", "foreignObject", "a", "animate", "set", "image", "iframe"}
        assert [name for name in node.attrib if name.lower().startswith("on") or MARK in name] == []
        assert [value for value in node.attrib.values() if "javascript:" in value.lower() and MARK not in value] == []
        assert [name for name in node.attrib if name.endswith("href") and not node.attrib[name].startswith("#")] == []


def echoes(client: Client, text: str) -> list[Any]:
    """Answers that repeat what was asked or posted."""
    return [
        client.get("/search/", {"q": text}),
        client.get("/browse/", {"language": text, "genre": text, "q": text, "sort": text, "country": text}),
        client.get("/recommendations/", {"mood": text, "language": text, "like": text}),
        client.get("/login/", {"next": text}),
        client.post("/login/", {"identifier": text, "password": text, "next": text}),
        client.get("/register/", {"next": text}),
        client.post("/register/", {"username": text, "email": text, "password": text}),
    ]


@pytest.mark.parametrize("text", PAYLOADS, ids=range(len(PAYLOADS)))
def test_text_stays_text_where_it_is_repeated(text: str, client: Client) -> None:
    for response in echoes(client, text):
        assert response.status_code in {200, 302, 400, 404, 429}
        assert_harmless(response.content.decode())


@pytest.mark.parametrize("text", PAYLOADS, ids=range(len(PAYLOADS)))
def test_the_api_answers_as_data(text: str, client: Client) -> None:
    words_of(make_member("vani"), title_of(text)[0], text)

    for path in ("/api/reviews", "/api/profiles", "/api/content/popular", "/api/people", "/api/profiles/vani"):
        response = client.get(path)
        assert (response.status_code, response["Content-Type"]) == (200, "application/json")
        assert response["X-Content-Type-Options"] == "nosniff"
        json.loads(response.content)


@pytest.mark.parametrize("text", PAYLOADS, ids=range(len(PAYLOADS)))
def test_members_words_are_kept_without_what_misleads(text: str, member: User) -> None:
    """Control and direction characters go; joiners, which Indic scripts and emoji need, stay."""
    title = make_title()
    expected = "".join(char for char in unicodedata.normalize("NFC", text) if not _misleads(char)).strip()

    review = write_review(member=member, title_id=title.pk, text=text)
    profile = update_profile(user=member, changes={"bio": text, "display_name": text[:60]})
    mine = create_list(owner=member, name=text, description=text)

    assert (review.text, profile.bio, mine.description) == (expected, expected, expected)
    for name in (profile.display_name, mine.name):
        assert not any(_misleads(char) or char == "\n" for char in name)


def _misleads(char: str) -> bool:
    return char in BIDI or (char != "\n" and unicodedata.category(char) in {"Cc", "Cs", "Cn"})


@pytest.mark.parametrize(
    "name", ["<script>", "a b", "zq\u202ex", "аdmin", "x" * 31, "-a", "a-", "a\n", "@a", "a/b", "a.b"]
)
def test_names_in_addresses_are_letters(name: str, client: Client) -> None:
    response = client.post("/register/", {"username": name, "password": "ten violet lamps"})

    made = User.objects.values_list("username", flat=True)
    assert (response.status_code, list(made)) == ((302, ["a"]) if name == "a\n" else (200, []))


def test_a_text_of_nothing_visible_is_refused(member: User) -> None:
    with pytest.raises(DomainError):
        write_review(member=member, title_id=make_title().pk, text="\u202e\x07\n")
