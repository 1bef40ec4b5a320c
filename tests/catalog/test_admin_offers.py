"""Platforms, offers, other publics' ratings and festivals in the admin."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from catalog.enums import OfferKind, Provider
from catalog.exceptions import FoldRefusedError
from catalog.models import ExternalRating, Festival, FestivalDate, Offer, Platform, PlatformAlias
from catalog.services.festivals import refresh_festivals
from catalog.services.platforms import ensure_platforms, fold_platforms
from moviesite.common.versions import current_version
from tests.catalog.curators import make_curator, told, writes_and_queries
from tests.factories import make_title

pytestmark = pytest.mark.django_db
PLATFORMS = "/admin/catalog/platform/"


def _platform(name: str) -> Platform:
    return Platform.objects.get(pk=ensure_platforms(names=[name])[name])


def _offer(platform: Platform, title: Any, **fields: Any) -> Offer:
    values = {"country": "IN", "kind": OfferKind.STREAM, "provider": Provider.TMDB, **fields}
    return Offer.objects.create(title=title, platform=platform, **values)


def test_folding_moves_offers_and_names_and_the_next_import_knows() -> None:
    kept, gone = _platform("Lumen"), _platform("Lumen Gold")
    both, one = make_title("Both"), make_title("One")
    stays = _offer(kept, both, url="https://kept.example/")
    _offer(gone, both)
    moves = _offer(gone, one)

    assert fold_platforms(kept_id=kept.pk, gone_ids=[gone.pk]) == 1

    assert set(Offer.objects.values_list("pk", "platform_id")) == {(stays.pk, kept.pk), (moves.pk, kept.pk)}
    assert ensure_platforms(names=["Lumen Gold", "Lumen"]) == {"Lumen Gold": kept.pk, "Lumen": kept.pk}
    assert Platform.objects.filter(pk=gone.pk).count() == 0


def test_folding_two_that_offer_the_same_leaves_one_offer() -> None:
    kept, first, second = _platform("Lumen"), _platform("Lumen Gold"), _platform("Lumen Silver")
    title = make_title()
    _offer(first, title)
    _offer(second, title)

    assert fold_platforms(kept_id=kept.pk, gone_ids=[first.pk, second.pk]) == 1

    assert list(Offer.objects.values_list("platform_id", flat=True)) == [kept.pk]


@pytest.mark.parametrize("case", ["itself", "nothing", "unknown", "into nothing"])
def test_folding_refuses_what_makes_no_sense(case: str) -> None:
    kept, gone = _platform("Lumen"), _platform("Lumen Gold")
    wanted = {
        "itself": (kept.pk, [kept.pk, gone.pk]), "nothing": (kept.pk, []), "unknown": (kept.pk, [gone.pk, 0]),
        "into nothing": (0, [gone.pk]),
    }[case]  # fmt: skip

    with pytest.raises(FoldRefusedError):
        fold_platforms(kept_id=wanted[0], gone_ids=wanted[1])
    assert Platform.objects.count() == 2


def test_folding_by_the_action_asks_first() -> None:
    kept, gone = _platform("Lumen"), _platform("Lumen Gold")
    client = make_curator("view_platform", "change_platform", "delete_platform")
    choice = {"action": "fold", "_selected_action": str(gone.pk)}

    page = client.post(PLATFORMS, choice)
    assert (page.status_code, Platform.objects.count()) == (200, 2)
    assert list(page.context["form"].fields["kept"].queryset) == [kept]
    refused = client.post(PLATFORMS, {**choice, "kept": str(gone.pk)})
    assert (list(refused.context["form"].errors), Platform.objects.count()) == (["kept"], 2)
    client.post(PLATFORMS, {**choice, "kept": str(kept.pk)})

    assert told(client, PLATFORMS) == ["Lumen Gold is part of Lumen now; 0 offers moved."]
    assert list(Platform.objects.all()) == [kept]


@pytest.mark.parametrize("permission", ["change_platform", "delete_platform"])
def test_folding_wants_both_permissions(permission: str) -> None:
    kept, gone = _platform("Lumen"), _platform("Lumen Gold")
    client = make_curator("view_platform", permission)

    client.post(PLATFORMS, {"action": "fold", "_selected_action": str(gone.pk), "kept": str(kept.pk)})

    assert Platform.objects.count() == 2


def test_alias_is_kept_folded() -> None:
    platform = _platform("Lumen")
    alias = platform.aliases.get()
    client = make_curator("view_platform", "change_platform", "add_platformalias", "change_platformalias")
    form = {
        "name": "Lumen", "slug": platform.slug, "url": "", "position": "1", "aliases-TOTAL_FORMS": "2",
        "aliases-INITIAL_FORMS": "1", "aliases-0-id": str(alias.pk), "aliases-0-platform": str(platform.pk),
        "aliases-0-key": alias.key, "aliases-1-platform": str(platform.pk), "aliases-1-key": "Lumen-Plus with Ads",
    }  # fmt: skip

    before = current_version("catalog")
    assert client.post(f"{PLATFORMS}{platform.pk}/change/", form).status_code == 302

    assert set(PlatformAlias.objects.values_list("key", flat=True)) == {"lumen", "lumenplus"}
    assert before is not None


def test_what_a_curator_writes_is_a_curators() -> None:
    title, platform = make_title(), _platform("Lumen")
    client = make_curator("add_offer", "view_offer", "add_externalrating", "view_externalrating")

    offer = {"title": title.pk, "platform": platform.pk, "country": "IN", "kind": "free", "url": ""}
    rating = {"title": title.pk, "source": "imdb", "value": "7.7", "scale": "10", "votes": ""}
    answers = [
        client.post("/admin/catalog/offer/add/", offer).status_code,
        client.post("/admin/catalog/externalrating/add/", rating).status_code,
    ]

    assert answers == [302, 302]
    assert (Offer.objects.get().provider, ExternalRating.objects.get().provider) == ("curator", "curator")


def test_a_date_that_is_typed_in_is_a_curators_and_the_calendar_leaves_it() -> None:
    refresh_festivals(today=date(2026, 1, 1))
    festival = Festival.objects.get(slug="diwali")
    dates = list(festival.dates.order_by("-starts_on"))
    form = {
        "name": festival.name, "slug": festival.slug, "about": "", "holiday": "", "is_active": "on", "names": "{}",
        "languages": "[]", "countries": "[]", "dates-TOTAL_FORMS": str(len(dates)),
        "dates-INITIAL_FORMS": str(len(dates)),
    }  # fmt: skip
    for place, row in enumerate(dates):
        starts = row.starts_on.replace(day=row.starts_on.day - 1) if place == 0 else row.starts_on
        form |= {
            f"dates-{place}-id": str(row.pk), f"dates-{place}-festival": str(festival.pk),
            f"dates-{place}-starts_on": starts.isoformat(), f"dates-{place}-ends_on": row.ends_on.isoformat(),
        }  # fmt: skip
    client = make_curator("view_festival", "change_festival", "change_festivaldate", "view_festivaldate")

    assert client.post(f"/admin/catalog/festival/{festival.pk}/change/", form).status_code == 302
    refresh_festivals(today=date(2026, 1, 1))

    rows = FestivalDate.objects.filter(festival=festival).order_by("-starts_on").values_list("starts_on", "by_curator")
    moved = dates[0].starts_on.replace(day=dates[0].starts_on.day - 1)
    assert list(rows) == [(moved, True), *((row.starts_on, False) for row in dates[1:])]


@pytest.mark.parametrize("name", ["platform", "offer", "externalrating", "festival"])
def test_lists_write_nothing_and_cost_the_same_for_any_number(name: str) -> None:
    client = make_curator(f"view_{name}", f"change_{name}")
    path = f"/admin/catalog/{name}/"

    def _fill(number: int) -> None:
        platform, title = _platform(f"Lumen {number}"), make_title(f"T{number}")
        _offer(platform, title)
        ExternalRating.objects.create(title=title, source="imdb", value=7, provider=Provider.OMDB)
        festival = Festival.objects.create(slug=f"f{number}", name=f"F{number}")
        FestivalDate.objects.create(festival=festival, starts_on=date(2099, 1, 1), ends_on=date(2099, 1, 2))

    _fill(0)
    writes_and_queries(client, path)
    one = writes_and_queries(client, path)
    _fill(1)
    _fill(2)

    assert writes_and_queries(client, path) == one == ([], one[1])
