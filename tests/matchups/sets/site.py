"""A site on this machine that stands in for Letterboxd, with pages written for the tests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FILMS = (("eega", "Eega", 2012), ("roja", "Roja", 1992), ("kaala", "Kaala", 2018), ("okjoe", "Joe &amp; I", 2001))


def poster(slug: str, name: str, year: int) -> str:
    """A favourite as a saved profile page marks it up."""
    return (
        '<li class="posteritem favourite-production-poster-container">'
        f'<div class="react-component" data-component-class="LazyPoster" data-item-name="{name} ({year})" '
        f'data-item-slug="{slug}" data-item-link="/film/{slug}/"><div class="poster film-poster">'
        f'<img src="empty.png" alt="{name}"><span class="frame"></span></div></div></li>'
    )


def profile(films: tuple[tuple[str, str, int], ...] = FILMS) -> str:
    """A profile with favourites, and films elsewhere on it that are none."""
    other = poster("other", "Not a favourite", 1999)
    return (
        f'<!DOCTYPE html><html><body><ul>{other}</ul><section id="favourites" class="section"><h2>Favorite films</h2>'
        f'<ul class="poster-list">{"".join(poster(*film) for film in films)}</ul></section>'
        f'<section id="recent-activity"><ul>{other}</ul></section></body></html>'
    )


@dataclass
class Site:
    """What it answers by path, (status, headers, body), and what it was asked."""

    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""

    def put(self, path: str, body: str = "", status: int = 200, **headers: str) -> None:
        """Answer a path from now on."""
        self.pages[path] = (status, headers, body.encode())

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [path for path, _ in self.asked]


@contextmanager
def serving() -> Iterator[Site]:
    """A site with a profile of `meera` and rules that keep robots from settings alone."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, self.headers["User-Agent"]))
            status, headers, body = site.pages.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.url = f"http://127.0.0.1:{server.server_port}"
    site.put("/robots.txt", "User-agent: *\nDisallow: /settings/\n")
    site.put("/meera/", profile())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
