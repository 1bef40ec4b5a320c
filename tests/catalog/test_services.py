"""What platforms show in a country."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.models import Offer, Platform
from catalog.selectors.offers import platform_choices, platforms_showing, titles_on
from moviesite.common.versions import bump_version
from tests.factories import make_titles

pytestmark = pytest.mark.django_db


def _offer(title_id: int, slug: str, country: str, kind: str) -> None:
    platform, _ = Platform.objects.get_or_create(slug=slug, defaults={"name": slug.title()})
    Offer.objects.create(title_id=title_id, platform=platform, country=country, kind=kind, provider="curated")


def test_only_what_costs_nothing_more_and_is_shown_there_counts() -> None:
    ids = [title.pk for title in make_titles(6)]
    for title_id, slug, country, kind in (
        (ids[0], "lumen", "IN", "stream"), (ids[0], "lumen", "IN", "ads"), (ids[1], "reel", "IN", "free"),
        (ids[2], "lumen", "IN", "buy"), (ids[3], "lumen", "IN", "rent"), (ids[4], "lumen", "US", "stream"),
    ):  # fmt: skip
        _offer(title_id, slug, country, kind)

    assert titles_on(["lumen"], "IN") == {ids[0]}
    assert titles_on(["reel", "lumen", "nowhere"], "IN") == {ids[0], ids[1]}
    assert titles_on(["lumen"], "DE") == titles_on([], "IN") == frozenset()
    assert platform_choices("IN") == [("lumen", "Lumen"), ("reel", "Reel")]
    assert platform_choices("DE") == []


def test_they_are_read_once_until_the_catalog_changes(django_assert_num_queries: Any) -> None:
    first, second = (title.pk for title in make_titles(2))
    _offer(first, "lumen", "IN", "stream")
    titles_on(["lumen"], "IN"), platform_choices("IN")
    _offer(second, "lumen", "IN", "stream")

    with django_assert_num_queries(0):
        assert titles_on(["lumen"], "IN") == {first}
        assert platform_choices("IN") == [("lumen", "Lumen")]
    bump_version("catalog")
    with django_assert_num_queries(1):
        assert titles_on(["lumen"], "IN") == {first, second}


def test_of_several_platforms_ones_own_is_named_then_a_free_one() -> None:
    own, free, paid, sold = (title.pk for title in make_titles(4))
    for title_id, slug, kind in (
        (own, "atlas", "stream"), (own, "brook", "free"), (own, "lumen", "stream"),
        (free, "atlas", "stream"), (free, "brook", "ads"), (paid, "atlas", "stream"), (sold, "lumen", "rent"),
    ):  # fmt: skip
        _offer(title_id, slug, "IN", kind)

    found = platforms_showing([own, free, paid, sold], "IN", preferred=["lumen"])

    assert found == {own: "Lumen", free: "Brook", paid: "Atlas"}
    assert platforms_showing([own, free, paid, sold], "US", preferred=["lumen"]) == {}
