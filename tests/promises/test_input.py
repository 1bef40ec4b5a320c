"""S18 and S22: what is written stays text, and no address that somebody writes is ever asked."""

from __future__ import annotations

import json
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from rest_framework.test import APIClient

from tests.promises.conftest import Report, sized
from tests.security.conftest import _made_world, world
from tests.security.payloads import CORPUS
from tests.security.test_foreign_objects import fillings
from tests.security.test_stored_scripts import (
    test_text_stays_text_on_every_page as assert_pages_are_harmless,
)
from tests.security.test_stored_scripts import (
    test_text_stays_text_where_it_is_repeated as assert_echoes_are_harmless,
)
from tests.security.walker import api_operations, filled
from tests.security.world import World

__all__ = ["_made_world", "world"]  # fixtures are found by their names here
pytestmark = [pytest.mark.chaos, pytest.mark.slow, pytest.mark.django_db]
FIELDS = (
    "title", "overview", "director", "person", "character", "keyword", "trailer", "review", "display name", "biography",
    "list name", "list description", "list note",
)  # fmt: skip


def test_scripts_stay_text(report: Report) -> None:
    active: Counter[str] = Counter()
    texts = CORPUS[: sized(len(CORPUS))]
    for text in texts:
        for check in (assert_pages_are_harmless, lambda text: assert_echoes_are_harmless(text, Client())):
            try:
                with transaction.atomic():
                    check(text)
                    transaction.set_rollback(True)
            except AssertionError:
                active[text] += 1

    report(
        "S18 scripts written into everything (XSS)",
        f"{len(texts)} texts in {len(FIELDS)} fields, 18 pages and 7 echoes each: "
        f"{sum(active.values())} with an active node",
        "150 texts in 6 fields, 0",
        not active,
    )
    assert not active


class Trap:
    """Listens on loopback, and counts whoever comes."""

    def __init__(self) -> None:
        self.visits = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                visitor, _ = self._socket.accept()
            except OSError:
                return
            self.visits += 1
            visitor.close()

    def close(self) -> None:
        """Listen no longer."""
        self._socket.close()


def addresses(port: int) -> list[str]:
    """Sixty ways to name this machine, its neighbours and their secrets, the trap's port in most of them."""
    hosts = (
        "127.0.0.1", "localhost", "127.1", "127.0.1", "0", "0x7f000001", "0x7f.1", "2130706433", "017700000001",
        "0177.0.0.1", "127.0.0.1.", "127.000.000.001", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "127.127.127.127", "localhost.", "LOCALHOST",
        "①②⑦.⓪.⓪.①", "127。0。0。1",
        "127.0.0.1.nip.io", "localtest.me", "user@127.0.0.1", "image.tmdb.org@127.0.0.1", "127.0.0.1#image.tmdb.org",
        "127.0.0.1?image.tmdb.org", "100.64.0.1", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254",
        "[fd00:ec2::254]", "metadata.google.internal", "192.0.0.192", "198.18.0.1", "[fe80::1]",
        "224.0.0.1", "[fec0::1]",
    )  # fmt: skip
    urls = [f"http://{host}:{port}/" if not set("@#?") & set(host) else f"http://{host}/" for host in hosts]
    urls += [
        f"{scheme}://127.0.0.1:{port}/" for scheme in ("https", "ftp", "gopher", "dict", "ws", "ldap", "sftp", "tftp")
    ]
    urls += ["file:///etc/passwd", "file://localhost/etc/passwd", f"//127.0.0.1:{port}/", f"\\\\127.0.0.1:{port}\\x"]
    urls += [f"http:/127.0.0.1:{port}/", f"http:127.0.0.1:{port}", f"http:///127.0.0.1:{port}", f"127.0.0.1:{port}"]
    urls += [f"http://127.0.0.1:{port}/w500/{name}" for name in ("a.jpg", "..%2f", "%0d%0aHost:x", "latest/meta-data/")]
    return urls


@pytest.fixture
def trap() -> Iterator[Trap]:
    """A trap."""
    made = Trap()
    yield made
    made.close()


def _strings(shape: Any, url: str) -> Any:
    """A body of a shape with the address wherever a text may stand."""
    if "properties" in shape:
        return {name: _strings(item, url) for name, item in shape["properties"].items()}
    kind = shape.get("type", "string")
    kinds = kind if isinstance(kind, list) else [kind]
    if "array" in kinds:
        return [_strings(shape.get("items", {}), url)]
    return url if "string" in kinds else 1


def test_no_address_is_asked(world: World, trap: Trap, report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []
    connect = socket.socket.connect

    def noted(self: socket.socket, to: Any) -> None:
        opened.append(to)
        connect(self, to)

    monkeypatch.setattr(socket.socket, "connect", noted)
    urls, asked = addresses(trap.port), 0
    urls = urls[: sized(len(urls))]
    for operation in api_operations():
        if not operation.body and not operation.query:
            continue
        path = filled(operation.path, next(fillings(operation.path, world)))
        api = APIClient()
        api.force_authenticate(world.reader)
        for url in urls:
            with transaction.atomic():
                api.generic(
                    operation.method.upper(), path, json.dumps(_strings(operation.body, url)), "application/json",
                    query_params=dict.fromkeys(operation.query, url),
                )  # fmt: skip
                transaction.set_rollback(True)
            asked += 1

    foreign = [to for to in opened if isinstance(to, tuple)]
    met = not trap.visits and not foreign
    report(
        "S22 addresses written wherever a text may stand (SSRF)",
        f"{len(urls)} addresses in every field and parameter of the API, {asked:,} requests: "
        f"{trap.visits} visits to the trap, {len(foreign)} connections at all",
        "60 addresses, 0",
        met,
    )
    assert met, foreign[:5]
