"""Platforms by their many names."""

from __future__ import annotations

import pytest

from catalog.availability.known import BY_KEY, KNOWN
from catalog.availability.names import platform_key
from catalog.models import Platform, PlatformAlias
from catalog.services.platforms import ensure_platforms


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Amazon Prime Video", "amazon-prime video"),
        ("Amazon Prime Video with Ads", "Amazon Prime Video"),
        ("Netflix Standard with Ads", "Netflix"),
        ("Sun NXT", "SunNXT"),
        ("Lionsgate Play Amazon Channel", "Lionsgate Play"),
    ],
)
def test_names_of_one_platform_have_one_key(first: str, second: str) -> None:
    assert platform_key(first) == platform_key(second)


@pytest.mark.parametrize(("first", "second"), [("Apple TV", "Apple TV+"), ("Disney+", "Disney"), ("aha", "ahaa")])
def test_names_of_two_platforms_have_two(first: str, second: str) -> None:
    assert platform_key(first) != platform_key(second)


def test_no_known_name_stands_for_two_platforms() -> None:
    names = [platform_key(name) for item in KNOWN for name in {item.name, *item.aliases}]

    assert {name: BY_KEY[name].slug for name in names if names.count(name) > 1 and len(name) < 2} == {}
    assert len({item.slug for item in KNOWN}) == len(KNOWN)


@pytest.mark.django_db
def test_whoever_was_swallowed_leads_to_the_swallower() -> None:
    ids = ensure_platforms(names=["Disney+ Hotstar", "JioCinema", "JioHotstar", "JioTV", "…"])

    assert ids["Disney+ Hotstar"] == ids["JioCinema"] == ids["JioHotstar"]
    assert list(Platform.objects.values_list("name", "is_live")) == [("JioHotstar", False), ("JioTV", True)]
    assert "…" not in ids


@pytest.mark.django_db
def test_a_curators_alias_is_obeyed() -> None:
    other = Platform.objects.create(slug="other", name="Other")
    PlatformAlias.objects.create(key=platform_key("Netflix"), platform=other)

    assert ensure_platforms(names=["Netflix"]) == {"Netflix": other.pk}


@pytest.mark.django_db
def test_an_unknown_platform_is_made_once() -> None:
    first = ensure_platforms(names=["Regional Reels"])

    assert ensure_platforms(names=["regional reels"]) == {"regional reels": first["Regional Reels"]}
    assert Platform.objects.get().name == "Regional Reels"
