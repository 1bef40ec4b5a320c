"""Platforms by whatever name a source has for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from catalog.availability.known import BY_KEY, KNOWN
from catalog.availability.names import platform_key
from catalog.dedup.normalise import make_slug
from catalog.models import Platform, PlatformAlias


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
