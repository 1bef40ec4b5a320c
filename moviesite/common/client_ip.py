"""The one reading of a client's address, used by limits, logs and anything that looks at where a request came from."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

UNKNOWN = "0.0.0.0"  # noqa: S104 (a key for requests without an address, never bound to)


@lru_cache(maxsize=8)
def _networks(values: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(value, strict=False) for value in values)


@lru_cache(maxsize=4096)  # the same few clients, several times in each request
def _parse(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def is_trusted(address: str) -> bool:
    """Whether an address is one of TRUSTED_PROXIES."""
    parsed = _parse(address)
    return parsed is not None and any(parsed in network for network in _networks(tuple(settings.TRUSTED_PROXIES)))


def client_ip(request: HttpRequest) -> str:
    """The address of the client in canonical form.

    `X-Forwarded-For` is read from the right, and only as far as the hop before it is one of `TRUSTED_PROXIES`; what a
    client wrote itself stands further left and is never reached. IPv4-mapped IPv6 addresses count as IPv4.
    """
    current = _parse(request.META.get("REMOTE_ADDR", ""))
    if current is None:
        return UNKNOWN
    trusted = _networks(tuple(settings.TRUSTED_PROXIES))
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if trusted else []
    while hops and any(current in network for network in trusted):
        hop = _parse(hops.pop())
        if hop is None:
            break
        current = hop
    return str(current)


@lru_cache(maxsize=4096)
def network_key(address: str) -> str:
    """What one client is counted by: an IPv4 address, or the /64 that an IPv6 subscriber is given."""
    parsed = _parse(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed) if parsed is not None else UNKNOWN
