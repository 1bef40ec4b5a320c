"""What can be wrong with what a provider sent; see moviesite.common.http.errors for what kept it from sending."""

from __future__ import annotations


class BadItemError(Exception):
    """One item that cannot become a record; `key` is the provider's name for it, as far as it can be told."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(key, reason)
        self.key, self.reason = key[:120], reason[:300]

    def __str__(self) -> str:
        return f"{self.key}: {self.reason}"


class ProviderOffError(Exception):
    """The provider is switched off: it has no key, or its address makes no sense."""


class UnknownProviderError(Exception):
    """No provider has this name."""
