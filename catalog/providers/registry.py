"""The providers there are, in the order in which they are asked."""

from __future__ import annotations

from catalog.enums import Provider
from catalog.providers.base import MetadataProvider
from catalog.providers.errors import UnknownProviderError
from catalog.providers.jikan.provider import JikanProvider
from catalog.providers.omdb.provider import OmdbProvider
from catalog.providers.tmdb.provider import TmdbProvider
from catalog.providers.youtube.provider import YoutubeProvider

_PROVIDERS: dict[Provider, type[TmdbProvider | OmdbProvider | YoutubeProvider | JikanProvider]] = {
    provider.name: provider for provider in (TmdbProvider, OmdbProvider, YoutubeProvider, JikanProvider)
}


def get_provider(name: str) -> MetadataProvider:
    """The provider of this name, switched on or not; UnknownProviderError for any other."""
    for known, provider in _PROVIDERS.items():
        if known.value == name:
            return provider()
    raise UnknownProviderError(f"There is no provider {name[:40]!r}; there are {', '.join(_PROVIDERS)}.")


def all_providers() -> tuple[MetadataProvider, ...]:
    """Every provider, switched on or not."""
    return tuple(provider() for provider in _PROVIDERS.values())
