"""Whether an address is blocked, without a query: each process keeps the networks compiled.

A change raises the version of SUBJECT, which every process reads at most once a second (moviesite.common.versions), and
those that see it load the list anew. Where database or cache do not answer nobody is kept out, and that is logged.
"""

from __future__ import annotations

import ipaddress
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from django.utils import timezone

from adminpanel.models import BlockedNetwork
from moviesite.common.client_ip import Address, Network
from moviesite.common.versions import current_version

log = structlog.get_logger(__name__)

SUBJECT = "blocked-networks"
PAUSE = 5.0  # seconds between two tries to load a list that could not be loaded
_BITS = {4: 32, 6: 128}


@dataclass(frozen=True, slots=True)
class Block:
    """A blocked network: its row, and when it ends as seconds since 1970, None for never."""

    id: int
    until: float | None


@dataclass(slots=True)
class Blocklist:
    """Networks by IP version and length of prefix: a look-up costs as much as there are lengths, not networks."""

    by_length: dict[tuple[int, int], dict[int, Block]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def compiled(cls, rows: Iterable[tuple[int, str, datetime | None]]) -> Blocklist:
        """From (id, network, end)."""
        made = cls()
        for pk, text, expires_at in rows:
            network = ipaddress.ip_network(text)
            shift = _BITS[network.version] - network.prefixlen
            prefixes = made.by_length[network.version, network.prefixlen]
            prefixes[int(network.network_address) >> shift] = Block(pk, expires_at.timestamp() if expires_at else None)
        return made

    def find(self, address: Address, now: float) -> Block | None:
        """The block that an address falls under and that has not ended, the narrowest first."""
        number = int(address)
        for (version, length), prefixes in sorted(self.by_length.items(), key=lambda item: -item[0][1]):
            if version == address.version:
                block = prefixes.get(number >> (_BITS[version] - length))
                if block is not None and (block.until is None or block.until > now):
                    return block
        return None


@dataclass(slots=True)
class _Kept:
    """What this process has compiled, of which version, and until when it does not try again."""

    blocks: Blocklist = field(default_factory=Blocklist)
    version: int | None = None
    pause_until: float = 0.0


_kept = _Kept()


def find_block(address: str) -> int | None:
    """The id of the block that an address (as client_ip gives it) falls under, None for none."""
    _refresh()
    if not _kept.blocks.by_length:
        return None
    block = _kept.blocks.find(ipaddress.ip_address(address), time.time())
    return block.id if block else None


def _refresh() -> None:
    """Load the list where another version of it is in force."""
    now = time.monotonic()
    if now < _kept.pause_until:
        return
    try:
        version = current_version(SUBJECT)
        if version != _kept.version:
            _kept.blocks = Blocklist.compiled(_rows())
            _kept.version = version
    except Exception as error:  # noqa: BLE001  whatever is gone, the site goes on
        log.warning("blocking.not_loaded", error=type(error).__name__)
        forget()
        _kept.pause_until = now + PAUSE


def forget() -> None:
    """Load the list anew at the next request of this process; nobody is blocked until then."""
    _kept.blocks, _kept.version, _kept.pause_until = Blocklist(), None, 0.0


def _rows() -> list[tuple[int, str, datetime | None]]:
    alive = BlockedNetwork.objects.exclude(expires_at__lte=timezone.now())
    return list(alive.order_by("pk").values_list("pk", "network", "expires_at"))


def covers(network: Network, address: str) -> bool:
    """Whether an address lies in a network."""
    parsed = ipaddress.ip_address(address)
    return parsed.version == network.version and parsed in network
