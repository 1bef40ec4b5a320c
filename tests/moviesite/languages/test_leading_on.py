"""Addresses that lead on keep the language that they ask for, whatever the member has chosen."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Profile, User
from catalog.models import Credit, Genre, Person
from tests.factories import make_member, make_title

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("five_languages")]


@pytest.fixture
def reader(client: Client) -> User:
    """Nila is logged in and reads Hindi."""
    member = make_member("nila")
    Profile.objects.filter(user=member).update(ui_language="hi")
    client.force_login(member)
    return member


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/ratings/", "/@nila/ratings/"),
        ("/diary/", "/@nila/diary/"),
        ("/@Nila/", "/@nila/"),
        ("/@nila/compatibility/", "/@nila/"),
        ("/recommendations/with/nila/", "/recommendations/"),
        ("/matchups/yours/letterboxd/", "/matchups/yours/"),
    ],
)
def test_addresses_of_ones_own_pages(
    client: Client, reader: User, settings: object, address: str, leads_to: str
) -> None:
    settings.LETTERBOXD_READER = True  # type: ignore[attr-defined]

    plain, telugu, unknown = (client.get(f"{address}{query}") for query in ("", "?hl=te", "?hl=fr"))

    assert [response["Location"] for response in (plain, telugu, unknown)] == [leads_to, f"{leads_to}?hl=te", leads_to]
    assert client.get(telugu["Location"])["Content-Language"] == "te"


def test_addresses_of_titles_people_and_genres(client: Client, reader: User) -> None:
    title = make_title("Eega")
    person = Person.objects.create(name="Nani", slug="nani")
    Credit.objects.create(title=title, person=person, role="actor", position=1)
    genre = Genre.objects.create(name="Drama", slug="drama")
    addresses = (f"/title/{title.pk}-eegaa/", f"/person/{person.pk}-nanni/", f"/genre/{genre.slug}/")

    found = [client.get(f"{address}?hl=te")["Location"] for address in addresses]

    assert found == [
        f"/title/{title.pk}-{title.slug}/?hl=te",
        f"/person/{person.pk}-nani/?hl=te",
        "/browse/?genre=drama&hl=te",
    ]
