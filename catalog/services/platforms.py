"""Platforms by whatever name a source has for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef

from catalog.availability.known import BY_KEY, KNOWN
from catalog.availability.names import platform_key
from catalog.dedup.normalise import make_slug
from catalog.exceptions import FoldRefusedError
from catalog.models import Offer, Platform, PlatformAlias
from catalog.selectors.likeness import batches
from moviesite.common.transactions import atomic_with_retry
from moviesite.common.versions import bump_version


def ensure_platforms(*, names: Iterable[str]) -> dict[str, int]:
    """Platform ids by name, the unknown ones made; names without a letter are left out.

    A curator who points an alias to another platform is obeyed: what the site knows by itself is only the beginning.
    """
    keys = {name: key for name in names if (key := platform_key(name))}
    ids = _known(keys.values())
    for name, key in keys.items():
        if key not in ids:
            _make(name, key)
            ids |= _known([key])
    return {name: ids[key] for name, key in keys.items()}


@atomic_with_retry
def fold_platforms(*, kept_id: int, gone_ids: Iterable[int]) -> int:
    """Make platforms part of another one, with their names and offers; returns how many offers moved.

    Of two offers that are one now, that of the kept platform stays. FoldRefusedError where there is nothing to fold.
    """
    gone = sorted(set(gone_ids))
    rows = {row.pk: row for row in Platform.objects.select_for_update().filter(pk__in=[kept_id, *gone]).order_by("pk")}
    if not gone or kept_id in gone or rows.keys() != {kept_id, *gone}:
        raise FoldRefusedError
    moved = 0
    for platform_id in gone:
        _drop_twins(platform_id, kept_id)
        moved += Offer.objects.filter(platform_id=platform_id).update(platform_id=kept_id)
        PlatformAlias.objects.filter(platform_id=platform_id).update(platform_id=kept_id)
        key = platform_key(rows[platform_id].name)
        if key:  # the next import must not make it anew
            PlatformAlias.objects.get_or_create(key=key, defaults={"platform_id": kept_id})
    Platform.objects.filter(pk__in=gone).delete()
    bump_version("catalog")
    return moved


def _drop_twins(gone_id: int, kept_id: int) -> None:
    """Take away the offers of a platform that another one has, too."""
    twin = Offer.objects.filter(
        platform_id=kept_id, title=OuterRef("title"), country=OuterRef("country"), kind=OuterRef("kind")
    )
    for part in batches(Offer.objects.filter(Exists(twin), platform_id=gone_id).values_list("pk", flat=True)):
        Offer.objects.filter(pk__in=part).delete()


def _known(keys: Iterable[str]) -> dict[str, int]:
    rows = PlatformAlias.objects.filter(key__in=set(keys)).order_by()
    return dict(rows.values_list("key", "platform_id"))


def _make(name: str, key: str) -> None:
    """A platform with its first alias; another process that was quicker keeps its own."""
    known = BY_KEY.get(key)
    slug = known.slug if known else make_slug(name, fallback=f"platform-{key}")[:40]
    facts: dict[str, Any] = {"name": name[:60]}
    if known:
        place = KNOWN.index(known) + 1
        facts = {"name": known.name, "url": known.url, "is_live": known.is_live, "position": place}
    platform, _new = Platform.objects.get_or_create(slug=slug, defaults=facts)
    PlatformAlias.objects.get_or_create(key=key, defaults={"platform": platform})
