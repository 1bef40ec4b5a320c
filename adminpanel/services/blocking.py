"""Blocking addresses and networks, and letting them in again."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from adminpanel.exceptions import BlockingError
from adminpanel.models import BlockedNetwork
from adminpanel.selectors.blocking import SUBJECT, covers
from moviesite.common.client_ip import Network
from moviesite.common.text import one_line
from moviesite.common.versions import bump_version

log = structlog.get_logger(__name__)

MAX_LINES, MAX_REASON = 1000, 200
KEEP_EXPIRED = timedelta(days=30)
HITS_KEPT = 3600  # seconds that a count waits in the cache to be written down
BATCH = 500
#: A shorter prefix than this is more than anybody means to block.
WIDEST = {4: 8, 6: 16}
_MAPPED = ipaddress.IPv6Network("::ffff:0:0/96")


def parse_network(text: str) -> Network:
    """An address or network in canonical form; ValueError. What is IPv4 written as IPv6 becomes IPv4."""
    text = text.strip()
    network = ipaddress.ip_network(text.strip("[]"), strict=False)
    if isinstance(network, ipaddress.IPv6Network) and network.subnet_of(_MAPPED):
        inner = ipaddress.IPv4Address(int(network.network_address) & 0xFFFFFFFF)
        return ipaddress.ip_network((inner, network.prefixlen - 96))
    return network


def doubts_about(network: Network, own_address: str) -> str:
    """Why a block should be confirmed first, "" for no reason."""
    if own_address and covers(network, own_address):
        return f"This is where you are ({own_address}). Confirm that you mean it."
    if network.prefixlen < WIDEST[network.version]:
        return f"This is a very large part of all IPv{network.version} addresses. Confirm that you mean it."
    return ""


@transaction.atomic
def block_network(
    *,
    network: str,
    reason: str,
    by: User | None,
    expires_at: datetime | None = None,
    own_address: str = "",
    confirmed: bool = False,
    now: datetime | None = None,
) -> BlockedNetwork:
    """Block an address or network; a block of the same network is replaced. BlockingError by field."""
    reason = one_line(reason)
    errors: dict[str, list[str]] = {}
    try:
        parsed = parse_network(network)
        if not confirmed and (doubt := doubts_about(parsed, own_address)):
            errors["network"] = [doubt]
    except ValueError:
        errors["network"] = ["An address such as 192.0.2.7 or 2001:db8::7, or a network such as 192.0.2.0/24."]
    if not reason or len(reason) > MAX_REASON:
        errors["reason"] = [f"Say why, in at most {MAX_REASON} characters."]
    if expires_at is not None and expires_at <= (now or timezone.now()):
        errors["expires_at"] = ["This has passed."]
    if errors:
        raise BlockingError("Some fields are not valid.", errors=errors)
    values = {"reason": reason, "created_by": by, "expires_at": expires_at}
    try:
        with transaction.atomic():
            row, _ = BlockedNetwork.objects.update_or_create(network=str(parsed), defaults=values)
    except IntegrityError:  # blocked by somebody else at the same moment
        row = BlockedNetwork.objects.get(network=str(parsed))
    blocks_changed()
    return row


@transaction.atomic
def block_many(
    *,
    lines: str,
    reason: str,
    by: User | None,
    expires_at: datetime | None = None,
    own_address: str = "",
    confirmed: bool = False,
) -> list[BlockedNetwork]:
    """One network on each line; all of them or none. BlockingError names each line that is not acceptable.

    What follows a # is passed over, and so are empty lines.
    """
    wanted = [(number, line.partition("#")[0].strip()) for number, line in enumerate(lines.splitlines(), 1)]
    wanted = [(number, line) for number, line in wanted if line]
    if not 1 <= len(wanted) <= MAX_LINES:
        raise BlockingError("Some fields are not valid.", errors={"lines": [f"From 1 to {MAX_LINES} networks."]})
    made: list[BlockedNetwork] = []
    errors: dict[str, list[str]] = {}
    with transaction.atomic():
        for number, line in wanted:
            try:
                made.append(
                    block_network(
                        network=line, reason=reason, by=by, expires_at=expires_at, own_address=own_address,
                        confirmed=confirmed,
                    )
                )  # fmt: skip
            except BlockingError as error:
                if told := error.errors.pop("network", None):
                    errors.setdefault("lines", []).extend(f"Line {number}, {line[:50]}: {said}" for said in told)
                errors |= error.errors
        if errors:
            raise BlockingError("Some fields are not valid.", errors=errors)
    return made


@transaction.atomic
def unblock(*, ids: Iterable[int]) -> int:
    """Remove blocks; returns how many there were."""
    deleted, _ = BlockedNetwork.objects.filter(pk__in=list(ids)).delete()
    blocks_changed()
    return deleted


def unblock_address(*, address: str) -> list[str]:
    """Remove every block that an address or network falls under, or that lies within it; the networks of these."""
    wanted = parse_network(address)
    found = [
        row
        for row in BlockedNetwork.objects.order_by("pk").iterator()
        if (network := ipaddress.ip_network(row.network)).version == wanted.version and network.overlaps(wanted)
    ]
    unblock(ids=[row.pk for row in found])
    return [row.network for row in found]


def blocks_changed() -> None:
    """Have every process load the list anew, once the transaction has committed."""
    transaction.on_commit(lambda: bump_version(SUBJECT))


def count_hit(block_id: int, *, now: datetime | None = None) -> None:
    """Count that somebody was kept out, in the cache; what cannot be counted is not."""
    try:
        cache.add(_hits(block_id), 0, HITS_KEPT)
        cache.incr(_hits(block_id))
        cache.set(_last(block_id), (now or timezone.now()).isoformat(), HITS_KEPT)
    except Exception as error:  # noqa: BLE001  counting must never answer anybody
        log.warning("blocking.not_counted", error=type(error).__name__)


def flush_hits() -> int:
    """Write the counts of the cache into the rows; returns how many hits there were."""
    total, ids = 0, list(BlockedNetwork.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        total += _flush(ids[start : start + BATCH])
    return total


def _flush(ids: Sequence[int]) -> int:
    counts = cache.get_many([_hits(pk) for pk in ids])
    moments = cache.get_many([_last(pk) for pk in ids if _hits(pk) in counts])
    total = 0
    for pk in ids:
        count = int(counts.get(_hits(pk), 0))
        if count <= 0:
            continue
        last = moments.get(_last(pk))
        moment = datetime.fromisoformat(last) if last else timezone.now()
        BlockedNetwork.objects.filter(pk=pk).update(hits=F("hits") + count, last_hit_at=moment)
        with suppress(ValueError):  # it has run out
            cache.decr(_hits(pk), count)  # what came meanwhile stays for the next time
        total += count
    return total


def _hits(block_id: int) -> str:
    return f"blocked-hits:{block_id}"


def _last(block_id: int) -> str:
    return f"blocked-last:{block_id}"


def prune_expired(*, now: datetime | None = None) -> int:
    """Delete what expired more than 30 days ago; returns how many."""
    before = (now or timezone.now()) - KEEP_EXPIRED
    deleted, _ = BlockedNetwork.objects.filter(expires_at__lt=before).delete()
    return deleted
