"""What featuring a title did."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from adminpanel.models import FeaturedSlot
from adminpanel.selectors.featured_effect import Effect, effect_of
from catalog.models import Title
from ratings.enums import SavedKind
from ratings.models import Rating, SavedTitle
from tests.factories import make_member, make_title

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _slot(title: Title, **fields: Any) -> FeaturedSlot:
    return FeaturedSlot.objects.create(title=title, **{"starts_at": NOON, **fields})


def _rated(title: Title, name: str, at: datetime) -> None:
    Rating.objects.create(user=make_member(name), title=title, value=4, created_at=at)


def test_since_and_as_long_before(django_assert_num_queries: Any) -> None:
    title, other = make_title("Eega"), make_title("Magadheera")
    slot = _slot(title)
    for name, hours in (("a", -25), ("b", -23), ("c", 0), ("d", 23), ("e", 24)):
        _rated(title, name, NOON + timedelta(hours=hours))
    _rated(other, "f", NOON + timedelta(hours=1))
    saved = SavedTitle.objects.create(user=make_member("g"), title=title, kind=SavedKind.WATCHLIST)
    SavedTitle.objects.filter(pk=saved.pk).update(created_at=NOON + timedelta(hours=2))

    with django_assert_num_queries(2):
        found = effect_of(slot, now=NOON + timedelta(days=1))

    assert found == Effect(timedelta(days=1), ratings=(2, 1), saved=(1, 0))


@pytest.mark.parametrize(
    ("fields", "now", "lasting"),
    [
        ({}, NOON + timedelta(days=90), timedelta(days=30)),
        ({"ends_at": NOON + timedelta(days=2)}, NOON + timedelta(days=90), timedelta(days=2)),
        ({}, NOON + timedelta(minutes=5), timedelta(minutes=5)),
        ({}, NOON, None),
        ({}, NOON - timedelta(days=1), None),
    ],
)
def test_how_long_is_compared(fields: dict[str, Any], now: datetime, lasting: timedelta | None) -> None:
    found = effect_of(_slot(make_title(), **fields), now=now)

    assert (found and found.lasting) == lasting


def test_the_desk_shows_it(client: Client) -> None:
    title = make_title()
    slot = _slot(title, starts_at=timezone.now() - timedelta(hours=3))
    _rated(title, "a", timezone.now() - timedelta(hours=1))
    client.force_login(make_member("boss", is_staff=True, is_superuser=True))

    page = client.get(f"/admin/adminpanel/featuredslot/{slot.pk}/change/").content.decode()

    assert "1 rating and 0 saved in 3 hours; in as long a time before: 0 ratings and 0 saved" in page
    assert "Seen once it is live" in client.get("/admin/adminpanel/featuredslot/add/").content.decode()
