"""The country a reader watches from."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from accounts.models import Profile
from catalog.regional.region import Region, region_of
from tests.factories import make_member

pytestmark = pytest.mark.django_db


def known(rf: RequestFactory, chosen: str = "", user: object = None, **headers: str) -> Region:
    """What is known of a request."""
    request = rf.get("/", headers={name.replace("_", "-"): value for name, value in headers.items()})
    request.user = user or AnonymousUser()  # type: ignore[assignment]
    return region_of(request, chosen)


@pytest.mark.parametrize(
    ("language", "region"),
    [
        ("en-GB,en;q=0.8", Region("GB", "language")),
        ("te,en;q=0.5", Region("IN", "language")),
        ("zh-Hans-SG", Region("SG", "language")),
        ("en", Region("IN", "default")),
        ("xx-ZZ", Region("IN", "default")),
        ("", Region("IN", "default")),
    ],
)
def test_a_browsers_language_tells_a_country(rf: RequestFactory, language: str, region: Region) -> None:
    assert known(rf, accept_language=language) == region


def test_the_nearer_knowledge_wins(rf: RequestFactory, settings: Settings) -> None:
    settings.COUNTRY_HEADER, settings.TRUSTED_PROXIES = "CF-IPCountry", ["127.0.0.1"]
    member = make_member()
    headers = {"accept_language": "en-GB", "cf_ipcountry": "AE"}

    assert known(rf, **headers) == Region("AE", "address")
    assert known(rf, user=member, **headers) == Region("AE", "address")
    Profile.objects.filter(user=member).update(region="US")
    member = type(member).objects.get(pk=member.pk)
    assert known(rf, user=member, **headers) == Region("US", "member")
    assert known(rf, "sg", user=member, **headers) == Region("SG", "chosen")
    assert known(rf, "nowhere", user=member, **headers) == Region("US", "member")
