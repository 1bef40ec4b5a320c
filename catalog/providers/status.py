"""How the providers stand, for dashboards; nothing is asked of them."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.enums import Provider
from catalog.providers.registry import all_providers
from moviesite.common.http.status import UpstreamStatus


@dataclass(frozen=True, slots=True)
class ProviderStatus:
    """Whether a provider is switched on, whether it is asked now, and what is left of its budget."""

    provider: Provider
    is_on: bool
    upstream: UpstreamStatus


def provider_status() -> tuple[ProviderStatus, ...]:
    """All providers, in the order in which they are asked."""
    return tuple(ProviderStatus(provider.name, provider.is_on(), provider.status()) for provider in all_providers())
