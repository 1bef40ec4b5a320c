"""Where a client is, as far as an operator lets the site know. Unknown is "", and never an error."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

import maxminddb
import structlog
from django.conf import settings
from django.http import HttpRequest

from moviesite.common.client_ip import client_ip, is_trusted

log = structlog.get_logger(__name__)


@lru_cache(maxsize=2)  # one file, opened once in a process; the second place is for tests
def _reader(path: str) -> maxminddb.Reader | None:
    """The memory-mapped file at `path` (MaxMind DB format 2.0), None if there is none that can be read."""
    try:
        return maxminddb.open_database(path, maxminddb.MODE_MMAP)
    except (OSError, ValueError, TypeError, IndexError, maxminddb.InvalidDatabaseError) as error:
        log.warning("geo.unreadable", path=path, error=type(error).__name__)
        return None


def _code(value: object) -> str:
    """An ISO 3166-1 alpha-2 code in capitals; "" for anything else, and for the XX and T1 that proxies write."""
    text = value.upper() if isinstance(value, str) else ""
    return text if len(text) == 2 and text.isascii() and text.isalpha() and text != "XX" else ""


def country_of(address: str) -> str:
    """The country of an IP address by GEOIP_DATABASE, as ISO 3166-1 alpha-2, or ""."""
    if not settings.GEOIP_DATABASE:
        return ""
    reader = _reader(str(settings.GEOIP_DATABASE))
    if reader is None:
        return ""
    try:
        found = reader.get(str(ipaddress.ip_address(address)))
    except (ValueError, TypeError, IndexError, maxminddb.InvalidDatabaseError):
        return ""
    place = found.get("country") if isinstance(found, dict) else None
    return _code(place.get("iso_code")) if isinstance(place, dict) else ""


def country_of_request(request: HttpRequest) -> str:
    """The country a request comes from, or "".

    COUNTRY_HEADER is believed where the sender is one of TRUSTED_PROXIES, as those write over what a client wrote.
    """
    if settings.COUNTRY_HEADER and is_trusted(request.META.get("REMOTE_ADDR", "")):
        told = _code(request.headers.get(settings.COUNTRY_HEADER))
        if told:
            return told
    return country_of(client_ip(request))
