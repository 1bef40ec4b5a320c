"""What `manage.py check` says about the catalog."""

from __future__ import annotations

from typing import Any

from django.core.checks import WARNING, CheckMessage, register

from catalog.providers.registry import all_providers


def _said() -> list[CheckMessage]:
    return [message for provider in all_providers() for message in provider.check_config()]


@register("providers")
def check_providers(**_: Any) -> list[CheckMessage]:
    """Which settings of providers make no sense."""
    return [message for message in _said() if message.is_serious(WARNING)]


@register("providers", deploy=True)  # every command says the others again and again, and a site may want no provider
def remark_on_providers(**_: Any) -> list[CheckMessage]:
    """Which providers are switched off."""
    return [message for message in _said() if not message.is_serious(WARNING)]
