"""Blocked addresses get no answer, and everybody else does."""

from __future__ import annotations

import random
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from adminpanel.exceptions import BlockingError
from adminpanel.models import BlockedNetwork
from adminpanel.selectors import blocking as selectors
from adminpanel.services.blocking import block_many, block_network, flush_hits, prune_expired, unblock
from moviesite.common import versions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("blocking")]
PATHS = (
    "/",
    "/static/css/tokens.css",
    "/admin/",
    "/admin/login/",
    "/api/genres",
    "/metrics",
    "/sw.js",
    "/no/such/page/",
)


def block(network: str, **values: Any) -> BlockedNetwork:
    """A block that every process knows of already."""
    row = block_network(network=network, reason="noise", by=None, confirmed=True, **values)
    settle()
    return row


def settle() -> None:
    """The second has passed that a process trusts a version for; changes of versions are told on commit."""
    from django.db import transaction

    for _sids, run, _robust in transaction.get_connection().run_on_commit:
        run()
    transaction.get_connection().run_on_commit = []
    versions._seen.clear()


def status(address: str, path: str = "/api/genres", **headers: Any) -> int:
    response = Client().get(path, REMOTE_ADDR=address, headers=headers)
    if response.streaming:
        list(response)  # a file is closed once it is read
    return response.status_code


@pytest.mark.parametrize("path", PATHS)
def test_a_network_is_kept_out_on_every_path(path: str) -> None:
    block("192.0.2.0/24")

    answers = [status(address, path) for address in ("192.0.2.7", "192.0.2.255")]

    assert (answers, status("192.0.3.1", path) == 403) == ([403, 403], False)


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_the_probes_answer_anybody(path: str) -> None:
    block("192.0.2.7")

    assert status("192.0.2.7", path) == 200


@pytest.mark.parametrize(
    ("network", "address", "blocked"),
    [
        ("192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "::ffff:192.0.2.7", True),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("::ffff:192.0.2.0/120", "192.0.2.9", True),
        ("2001:db8::/32", "2001:db8:1::7", True),
        ("2001:db8::/32", "2001:db9::7", False),
        ("::/0", "192.0.2.7", False),
        ("0.0.0.0/0", "2001:db8::7", False),
    ],
)
def test_versions_of_addresses(network: str, address: str, blocked: bool) -> None:
    block(network)

    assert (status(address) == 403) == blocked


def test_what_a_client_writes_itself_does_not_count() -> None:
    block("192.0.2.7")
    rng = random.Random(7)
    headers = [".".join(str(rng.randrange(1, 255)) for _ in range(4)) for _ in range(200)]

    blocked = {status("192.0.2.7", **{"X-Forwarded-For": header}) for header in headers}
    others = {status("192.0.2.8", **{"X-Forwarded-For": "192.0.2.7"}) for _ in range(3)}

    assert (blocked, others) == ({403}, {200})
    flush_hits()
    assert BlockedNetwork.objects.get().hits == 200


def test_behind_a_proxy_the_client_counts(settings: Any) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    block("192.0.2.7")

    seen = [status("10.0.0.1", **{"X-Forwarded-For": chain}) for chain in ("1.1.1.1, 192.0.2.7", "192.0.2.7, 1.1.1.1")]

    assert seen == [403, 200]


def test_what_has_ended_passes() -> None:
    row = block("192.0.2.7", expires_at=timezone.now() + timedelta(hours=1))
    before = status("192.0.2.7")

    BlockedNetwork.objects.filter(pk=row.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    selectors.forget()

    assert (before, status("192.0.2.7"), prune_expired(now=timezone.now() + timedelta(days=31))) == (403, 200, 1)


def test_a_block_ends_by_the_clock_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    block("192.0.2.7", expires_at=timezone.now() + timedelta(hours=1))
    before = status("192.0.2.7")
    later = (timezone.now() + timedelta(hours=2)).timestamp()

    monkeypatch.setattr("adminpanel.selectors.blocking.time.time", lambda: later)

    assert (before, selectors.find_block("192.0.2.7")) == (403, None)


def test_a_request_costs_no_query() -> None:
    block_many(lines="\n".join(f"198.51.{n // 250}.{n % 250}" for n in range(500)), reason="noise", by=None)
    settle()
    selectors.find_block("192.0.2.7")

    with CaptureQueriesContext(
        connection,
    ) as captured:
        found = [selectors.find_block(address) is None for address in ("192.0.2.7", "198.51.1.7", "2001:db8::7")]

    assert (found, len(captured)) == ([True, False, True], 0)


def test_removing_is_heard_of() -> None:
    row = block("192.0.2.7")
    before = status("192.0.2.7")

    unblock(ids=[row.pk])
    settle()

    assert (before, status("192.0.2.7")) == (403, 200)


def test_pages_problems_and_files_say_it_in_their_way() -> None:
    block("192.0.2.7")
    client = Client(REMOTE_ADDR="192.0.2.7")

    page = client.get("/", headers={"Accept": "text/html"})
    problem = client.get("/api/genres")
    file = client.get("/static/css/tokens.css")

    assert [answer["Content-Type"].partition(";")[0] for answer in (page, problem, file)] == [
        "text/html", "application/problem+json", "text/plain",
    ]  # fmt: skip
    assert problem.json()["type"] == "/problems/address-blocked"
    assert (page["Cache-Control"], "style-src data:" in page["Content-Security-Policy"]) == ("no-store", True)
    assert 'href="data:text/css;base64,' in page.content.decode()


@pytest.mark.parametrize("gone", ["database", "cache"])
def test_what_is_gone_keeps_nobody_out(gone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    block("192.0.2.7")

    def fail(*args: Any) -> None:
        raise DatabaseError if gone == "database" else ConnectionError

    monkeypatch.setattr(selectors, "_rows" if gone == "database" else "current_version", fail)
    found = selectors.find_block("192.0.2.7")
    monkeypatch.undo()
    selectors.forget()

    assert (found, selectors.find_block("192.0.2.7") is None) == (None, False)


def test_hits_are_counted_in_the_cache_and_written_once() -> None:
    row = block("192.0.2.7")
    for _ in range(3):
        status("192.0.2.7")

    first, second = flush_hits(), flush_hits()

    row.refresh_from_db()
    assert (first, second, row.hits, row.last_hit_at is None) == (3, 0, 3, False)
    assert cache.get(f"blocked-hits:{row.pk}") == 0


@pytest.mark.parametrize(
    ("network", "own", "field"),
    [
        ("192.0.2.0/24", "192.0.2.7", "network"),
        ("0.0.0.0/0", "", "network"),
        ("::/0", "", "network"),
        ("300.1.1.1", "", "network"),
        ("192.0.2.0/33", "", "network"),
    ],
)
def test_one_is_asked_before_shutting_oneself_or_everybody_out(network: str, own: str, field: str) -> None:
    with pytest.raises(BlockingError) as caught:
        block_network(network=network, reason="noise", by=None, own_address=own)

    assert list(caught.value.errors) == [field]


def test_several_lines_are_all_or_none_and_errors_name_them() -> None:
    with pytest.raises(BlockingError) as caught:
        block_many(lines="192.0.2.1\nnonsense # comment\n\n2001:db8::1\n1.2.3.4/99", reason="noise", by=None)
    refused = BlockedNetwork.objects.count()

    block_many(lines="192.0.2.1 # one\n# none\n2001:DB8::1\n192.0.2.1/32", reason="noise", by=None)

    assert [said.partition(":")[0] for said in caught.value.errors["lines"]] == [
        "Line 2, nonsense", "Line 5, 1.2.3.4/99",
    ]  # fmt: skip
    assert (refused, set(BlockedNetwork.objects.values_list("network", flat=True))) == (
        0, {"192.0.2.1/32", "2001:db8::1/128"},
    )  # fmt: skip


def test_the_way_out() -> None:
    block("192.0.2.0/24")
    block("198.51.100.7")
    said = StringIO()

    call_command("unblock_ip", "192.0.2.7", stdout=said)
    call_command("unblock_ip", "203.0.113.7", stdout=said)

    assert said.getvalue().splitlines() == ["unblocked 192.0.2.0/24", "nothing was blocked"]
    assert BlockedNetwork.objects.get().network == "198.51.100.7/32"
    with pytest.raises(CommandError):
        call_command("unblock_ip", "nowhere")


def test_curators_block_one_and_several(client: Client) -> None:
    chief = User.objects.create_superuser(username="chief", password="ten white lamps")
    client.force_login(chief)
    add = "/admin/adminpanel/blockednetwork/"

    own = client.post(f"{add}add/", {"network": "127.0.0.1", "reason": "me"})
    one = client.post(f"{add}add/", {"network": "192.0.2.7", "reason": "noise"})
    many = client.post(f"{add}several/", {"lines": "198.51.100.1\n198.51.100.2", "reason": "noise"})

    assert (own.status_code, list(own.context["form"].errors)) == (200, ["network"])
    assert (one.status_code, many.status_code) == (302, 302)
    assert set(BlockedNetwork.objects.values_list("network", "created_by")) == {
        (f"{address}/32", chief.pk) for address in ("192.0.2.7", "198.51.100.1", "198.51.100.2")
    }
