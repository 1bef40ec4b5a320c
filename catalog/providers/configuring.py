"""What providers say about their settings in `manage.py check`."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.checks import CheckMessage, Error, Info

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def is_address(url: str) -> bool:
    """Whether keys may be sent there: https (plain http on this machine only), a host, nothing after the path."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    secure = parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
    return bool(secure and host and not parts.query and not parts.fragment and parts.username is None)


def check_address(setting: str, url: str, number: str) -> list[CheckMessage]:
    """An error where the setting holds no such address. The address itself is not repeated: it may hold a key."""
    if is_address(url):
        return []
    return [
        Error(
            f"{setting} is no address that keys may be sent to.",
            hint="It must be https, without a query or a password. The service is switched off until then.",
            id=f"catalog.{number}",
        )
    ]


def switched_off(label: str, hint: str, number: str) -> list[CheckMessage]:
    """A remark that a provider is not used."""
    return [Info(f"{label} is switched off.", hint=hint, id=f"catalog.{number}")]
