"""Featured titles: who sees them, where and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from adminpanel.exceptions import CurationDeniedError, FeaturedSlotError
from adminpanel.models import FeaturedSlot
from adminpanel.selectors.featured import Slot, featured_for, is_for
from adminpanel.services.featured import MAY_FEATURE, VERSION, feature_title
from catalog.enums import TitleStatus
from catalog.models import Title
from catalog.selectors.extensions import Viewpoint
from moviesite.common.versions import bump_version
from tests.adminpanel.staff import make_staff
from tests.factories import make_title

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
VISITOR = Viewpoint("IN", ("te", "en"), None, NOON)
NEW = Viewpoint("IN", ("te",), NOON - timedelta(days=3), NOON)
RETURNING = Viewpoint("IN", ("te",), NOON - timedelta(days=300), NOON)


def slot(**fields: Any) -> Slot:
    values: dict[str, Any] = {
        "title_id": 1, "placement": "home", "headline": "", "blurb": "", "starts_at": NOON, "ends_at": None,
        "audience": "all", "languages": (), "regions": (),
    }  # fmt: skip
    return Slot(**{**values, **fields})


def live(title: Title, **fields: Any) -> FeaturedSlot:
    row = FeaturedSlot.objects.create(title=title, **{"starts_at": timezone.now() - timedelta(hours=1), **fields})
    bump_version(VERSION)
    return row


@pytest.mark.parametrize(
    ("fields", "seen"),
    [
        ({}, True),
        ({"starts_at": NOON + timedelta(seconds=1)}, False),
        ({"ends_at": NOON}, False),
        ({"ends_at": NOON + timedelta(seconds=1)}, True),
        ({"languages": ("ta",)}, False),
        ({"languages": ("ta", "te")}, True),
        ({"regions": ("US",)}, False),
        ({"regions": ("US", "IN")}, True),
    ],
)
def test_schedule_language_and_region_decide(fields: dict[str, Any], seen: bool) -> None:
    assert is_for(slot(**fields), VISITOR) is seen


@pytest.mark.parametrize(
    ("audience", "seen"),
    [
        ("all", (True, True, True)),
        ("visitors", (True, False, False)),
        ("new", (False, True, False)),
        ("returning", (False, False, True)),
    ],
)
def test_audience_decides(audience: str, seen: tuple[bool, ...]) -> None:
    assert tuple(is_for(slot(audience=audience), who) for who in (VISITOR, NEW, RETURNING)) == seen


def test_smallest_position_comes_first_and_other_places_are_apart() -> None:
    first, second, elsewhere = make_title("One"), make_title("Two"), make_title("Three")
    live(second, position=20)
    live(first, position=10, headline="Festival week", blurb="Because.")
    live(elsewhere, placement="regional", languages=["te"])
    now = Viewpoint("IN", ("te",), None, timezone.now())

    home = featured_for("home", now)

    assert [(item.title_id, item.headline) for item in home] == [(first.pk, "Festival week"), (second.pk, "")]


def test_home_shows_what_is_featured_until_it_is_turned_off(client: Client) -> None:
    row = live(make_title("Mayabazar"), headline="Festival week", blurb="The one to begin with.")

    shown = client.get("/").content.decode()
    FeaturedSlot.objects.filter(pk=row.pk).update(is_active=False)
    bump_version(VERSION)
    gone = client.get("/").content.decode()

    assert shown.count("The one to begin with.") == 1
    assert gone.count("The one to begin with.") == 0


def test_regional_page_shows_its_own(client: Client) -> None:
    live(make_title("Mayabazar"), placement="regional", languages=["te"], blurb="Ours.")
    make_title("Nayakan", language="ta")

    pages = {code: client.get(f"/regional/{code}/").content.decode().count("Ours.") for code in ("te", "ta")}

    assert pages == {"te": 1, "ta": 0}


def test_title_that_is_archived_meanwhile_is_not_shown(client: Client) -> None:
    title = make_title("Mayabazar")
    live(title, blurb="Still here?")
    Title.objects.filter(pk=title.pk).update(status=TitleStatus.ARCHIVED)

    assert client.get("/").content.decode().count("Still here?") == 0


def test_slot_is_refused_field_by_field() -> None:
    curator = make_staff("meghana", MAY_FEATURE)
    draft = make_title("Draft", status=TitleStatus.DRAFT)

    with pytest.raises(FeaturedSlotError) as refused:
        feature_title(
            actor=curator,
            title_id=draft.pk,
            placement="regional",
            starts_at=NOON,
            ends_at=NOON,
            languages=[],
            regions=["ZZ"],
        )

    assert refused.value.errors == {
        "title": ["Only a published title can be featured; this one is: Draft."],
        "ends_at": ["It has to end after it starts."],
        "languages": ["Say on the pages of which languages."],
        "regions": ["Not known here: ZZ."],
    }
    assert FeaturedSlot.objects.count() == 0


def test_featuring_needs_its_permission() -> None:
    with pytest.raises(CurationDeniedError):
        feature_title(actor=make_staff("ravi"), title_id=make_title().pk, starts_at=NOON)


def test_database_keeps_the_order_of_start_and_end() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        FeaturedSlot.objects.create(title=make_title(), starts_at=NOON, ends_at=NOON - timedelta(hours=1))


@pytest.mark.parametrize("count", [1, 3])
def test_home_asks_as_often_for_three_as_for_one(client: Client, count: int, django_assert_num_queries: Any) -> None:
    for number in range(count):
        live(make_title(f"Title {number}"))
    client.get("/")  # fills what a process keeps

    with django_assert_num_queries(4):
        client.get("/")
