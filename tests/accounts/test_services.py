"""The services a member uses: chosen in the settings or over the API, checked against what the catalog knows."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.forms import ProfileForm
from accounts.models import Profile, User
from catalog.models import Offer, Platform
from tests.factories import make_title

pytestmark = pytest.mark.django_db
PATH = "/api/user/profile"


@pytest.fixture(autouse=True)
def platforms(db: None) -> None:
    """Two that show something in India, one of them for money; one in the United States; one nowhere."""
    title = make_title()
    for slug, country, kind in (("lumen", "IN", "stream"), ("sold", "IN", "buy"), ("abroad", "US", "free")):
        platform = Platform.objects.create(slug=slug, name=slug.title())
        Offer.objects.create(title=title, platform=platform, country=country, kind=kind, provider="curated")
    Platform.objects.create(slug="idle", name="Idle")


def chips(member: User) -> list[str]:
    form = ProfileForm.of(Profile.objects.get(user=member))
    return [value for value, _label in form.fields["services"].choices] if "services" in form.fields else []  # type: ignore[attr-defined]


def test_services_are_named_over_the_api(member_api: APIClient, member: User) -> None:
    answer = member_api.patch(PATH, {"services": ["lumen", "idle", "lumen"]}, format="json")

    assert (answer.status_code, answer.json()["services"]) == (200, ["lumen", "idle"])
    assert Profile.objects.get(user=member).services == ["lumen", "idle"]


@pytest.mark.parametrize("value", [["nowhere"], "lumen", [1], ["x" * 41], ["lumen"] * 51, None, {"a": 1}])
def test_what_is_no_list_of_services_is_refused(value: Any, member_api: APIClient, member: User) -> None:
    answer = member_api.patch(PATH, {"services": value}, format="json")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["services"])
    assert Profile.objects.get(user=member).services == []


def test_nobody_else_reads_them(api: APIClient, member: User) -> None:
    Profile.objects.filter(user=member).update(services=["lumen"])

    assert "services" not in api.get("/api/profiles/meera").json()
    assert api.get(PATH).status_code == 401


@pytest.mark.parametrize(
    ("region", "kept", "expected"),
    [
        ("", [], ["lumen"]),
        ("IN", [], ["lumen"]),
        ("US", [], ["abroad"]),
        ("US", ["lumen"], ["abroad", "lumen"]),
        ("DE", [], []),
    ],
)
def test_the_settings_offer_what_the_country_has_and_what_was_chosen(
    region: str, kept: list[str], expected: list[str], member: User
) -> None:
    Profile.objects.filter(user=member).update(region=region, services=kept)

    assert chips(member) == expected


def test_the_settings_keep_what_is_ticked(client: Client, member: User) -> None:
    client.force_login(member)
    form = {"form": "profile", "ui_language": "en"}

    refused = client.post("/settings/", {**form, "services": ["abroad"]})
    saved = client.post("/settings/", {**form, "services": ["lumen"]})
    page = client.get("/settings/").content.decode()

    assert (refused.status_code, saved.status_code) == (200, 302)
    assert list(refused.context["profile_form"].errors) == ["services"]
    assert Profile.objects.get(user=member).services == ["lumen"]
    assert 'name="services" value="lumen" checked' in page


def test_where_no_platform_is_known_none_is_asked_for_and_none_is_lost(client: Client, member: User) -> None:
    Profile.objects.filter(user=member).update(region="DE", services=[])
    client.force_login(member)

    assert 'name="services"' not in client.get("/settings/").content.decode()
    assert client.post("/settings/", {"form": "profile", "ui_language": "en"}).status_code == 302
