"""What the edge keeps and for whom, and what slow or huge clients do to the others."""

from __future__ import annotations

import http.client
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlencode

import pytest

from tests.chaos.conftest import PASSWORD, SCALE, Report, World
from tests.chaos.load import Answers, Question, run_load
from tests.chaos.servers import Edge

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
HERE = "http://127.0.0.1"  # the edge names the site without its port, as on the ports of the web
SLOW_CLIENTS = 100


class Browser:
    """Keeps cookies and says where its forms were."""

    def __init__(self, edge: Edge, **cookies: str) -> None:
        self.cookies, self.language = dict(cookies), "en"
        self._port = edge.port

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None, origin: str = HERE) -> Page:
        """One question on a connection of its own."""
        headers = {"Accept": "text/html", "Accept-Language": self.language}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if fields is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": origin}
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=70)
        connection.request(method, path, urlencode(fields) if fields is not None else None, headers)
        answer = connection.getresponse()
        page = Page(answer, answer.read().decode())
        connection.close()
        self.cookies |= page.cookies
        return page


class Page:
    """An answer."""

    def __init__(self, answer: http.client.HTTPResponse, text: str) -> None:
        self.status, self.text = answer.status, text
        self.kept, self.language = answer.getheader("X-Kept"), answer.getheader("Content-Language")
        given = answer.headers.get_all("Set-Cookie") or []
        self.cookies = dict(re.match(r"([^=]+)=([^;]*)", line).groups() for line in given)  # type: ignore[union-attr, misc]


@pytest.fixture(scope="module")
def edge(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    """In front of one instance."""
    found = Edge(tmp_path_factory.mktemp("edge") / "nginx", world.site.port)
    yield found
    found.stop()


@pytest.fixture(scope="module")
def pages(edge: Edge) -> list[str]:
    """Six that visitors come to, one of them a title's."""
    title = re.search(r'href="(/title/[^"]+/)"', Browser(edge).ask("GET", "/browse/").text)
    assert title is not None
    return ["/", title[1], "/browse/", "/leaderboard/", "/lists/", "/matchups/sets/"]


def test_pages_are_kept_for_visitors_alone(edge: Edge, pages: list[str], report: Report) -> None:
    visitor, reader, chooser, member = Browser(edge), Browser(edge), Browser(edge, django_language="te"), Browser(edge)
    reader.language = "hi"
    login = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', member.ask("GET", "/login/").text)
    assert login is not None
    fields = {"identifier": "chaos0", "password": PASSWORD, "csrfmiddlewaretoken": login[1]}
    assert member.ask("POST", "/login/", fields).status == 302
    seen: dict[str, list[str | None]] = {}

    for path in pages:
        first, second = visitor.ask("GET", path), visitor.ask("GET", path)
        others = [who.ask("GET", path) for who in (reader, chooser, member, member)]
        seen[path] = [second.kept, *(page.kept for page in others[1:])]
        assert (first.status, first.cookies, second.cookies) == (200, {}, {})
        assert [page.language for page in (first, second, *others[:2])] == ["en", "en", "hi", "te"]
        assert ["chaos0" in page.text for page in (second, *others)] == [False, False, False, True, True]

    expected = ["HIT", "BYPASS", "BYPASS", "BYPASS"]
    met = all(found == expected for found in seen.values())
    report(
        "Pages of visitors kept by the edge",
        f"{sum(found[0] == 'HIT' for found in seen.values())} of {len(pages)} at the second request; "
        "of a member and of who chose a language "
        f"{sum(kept == 'HIT' for found in seen.values() for kept in found[1:])} of {3 * len(pages)}",
        "all; none",
        met,
    )
    assert met, seen


def test_a_form_of_a_kept_page_works_without_scripts(edge: Edge) -> None:
    visitor = Browser(edge)
    visitor.ask("GET", "/browse/")
    page = visitor.ask("GET", "/browse/")
    form = re.search(r'<form class="foot__langs" method="post" action="([^"]+)".*?</form>', page.text, re.DOTALL)
    assert (page.kept, form is not None) == ("HIT", True)
    action = form[1] if form else ""
    fields = {"language": "ta", "next": "/browse/"}

    foreign = visitor.ask("POST", action, fields, origin="https://evil.example")
    own = visitor.ask("POST", action, fields)
    after = visitor.ask("GET", "/browse/")

    assert (foreign.status, own.status, after.language, after.kept) == (403, 302, "ta", "BYPASS")


def test_kept_pages_are_many_times_as_quick(edge: Edge, pages: list[str], report: Report) -> None:
    def rate(token: str) -> float:
        began = time.monotonic()
        answers = run_load(
            edge.port, [Question("page", "GET", path, token=token) for path in pages], clients=8, requests=requests
        )
        assert set(answers.statuses["page"]) == {200}, answers.statuses
        return requests / (time.monotonic() - began)

    requests = int(1_200 * SCALE)
    made, kept = rate("whoever bears one is not served from here"), rate("")

    report(
        "Requests a second, kept and not kept", f"{kept:.0f} and {made:.0f}: {kept / made:.0f}x", "3x", kept > 3 * made
    )
    assert kept > 3 * made


def hold(edge: Edge, stack: ExitStack, over: threading.Event) -> None:
    """A client that sends a byte a second, half of them of a header, half of a body, and comes back when sent away."""
    beginnings = (
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
        b"POST /api/user/rating HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900\r\n\r\n",
    )

    def client(number: int) -> None:
        while not over.is_set():
            with socket.socket() as held:
                held.bind(("127.0.0.2", 0))  # not counted together with the others' address
                held.connect(("127.0.0.1", edge.port))
                try:
                    held.sendall(beginnings[number % 2])
                    while not over.wait(1):
                        held.sendall(b"x")
                except OSError:
                    continue

    threads = [threading.Thread(target=client, args=(number,), daemon=True) for number in range(SLOW_CLIENTS)]
    for thread in threads:
        thread.start()
        stack.callback(thread.join, 30)
    stack.callback(over.set)


def test_slow_clients_do_not_slow_the_others(edge: Edge, pages: list[str], report: Report) -> None:
    questions = [Question("page", "GET", path, token="not kept") for path in pages]
    requests = int(1_000 * SCALE)

    def load() -> Answers:
        answers = run_load(edge.port, questions, clients=4, requests=requests)
        assert set(answers.statuses["page"]) == {200}, answers.statuses
        return answers

    before = load().p99_ms()
    with ExitStack() as stack:
        hold(edge, stack, threading.Event())
        time.sleep(2)
        during = load().p99_ms()
    after = load().p99_ms()

    usual = (before + after) / 2
    report(
        f"R21 {SLOW_CLIENTS} slow clients at the edge",
        f"the others' p99 {during:.0f} ms; {before:.0f} ms before, {after:.0f} ms after: {during / usual:.1f}x",
        "< 2x",
        during < 2 * usual,
    )
    assert during < 2 * usual


def test_deep_and_huge_bodies_are_refused(edge: Edge, world: World, report: Report) -> None:
    deep = b'{"username": ' + b"[" * 100_000 + b"]" * 100_000 + b', "password": "x"}'
    huge = b'{"username": "' + b"x" * (1024 * 1024) + b'", "password": "x"}'
    found = []
    for port in (edge.port, world.site.port):
        for body in (deep, huge):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=70)
            connection.request("POST", "/api/auth/login", body, {"Content-Type": "application/json"})
            found.append(connection.getresponse().status)
            connection.close()

    alive = world.get("/livez")[0]
    met = (found, alive) == ([400, 413, 400, 413], 200)
    report(
        "R21 JSON nested 100,000 deep; a body over 1 MB",
        f"through the edge {found[0]}, {found[1]}; at the site itself {found[2]}, {found[3]}",
        "400, 413",
        met,
    )
    assert met, found
