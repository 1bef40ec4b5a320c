"""A session with the API in Python: join, find a title, rate it, get picks, vote, leave.

Usage: session.py http://127.0.0.1:8000. Needs `requests` alone.
"""

from __future__ import annotations

import secrets
import sys
from typing import Any

import requests


class Marquee:
    """A member's side of the API. A refused request raises with the problem's own words (RFC 9457)."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.http = requests.Session()
        self.refresh = ""

    def call(self, method: str, path: str, **body: Any) -> Any:
        """The answer's JSON; None for 204."""
        answer = self.http.request(method, f"{self.site}{path}", json=body or None, timeout=10)
        if not answer.ok:
            problem = answer.json()
            raise RuntimeError(f"{problem['title']}: {problem.get('errors') or problem.get('detail')}")
        return answer.json() if answer.content else None

    def keep(self, tokens: dict[str, Any]) -> None:
        """Use new tokens from now on; each refresh token is good for one exchange."""
        self.http.headers["Authorization"] = f"Bearer {tokens['access']}"
        self.refresh = tokens["refresh"]


def main(site: str) -> None:
    """The session."""
    me, name = Marquee(site), f"python{secrets.token_hex(4)}"
    me.keep(
        me.call(
            "POST",
            "/api/auth/register",
            username=name,
            email=f"{name}@mail.example",
            password="seven brown lamps",  # noqa: S106  an example
        )
    )
    print(f"joined as {name}")

    movie = me.call("GET", "/api/movies/search?query=eega")["results"][0]
    rated = me.call("POST", f"/api/movies/{movie['id']}/rating", rating=4.5)
    print(f"rated {movie['title']}: {rated['rating']}")
    for pick in me.call("GET", "/api/recommendations?limit=3")["results"]:
        reasons = ", ".join(cause["movie"]["title"] for cause in pick["because"])
        print(f"pick: {pick['movie']['title']}{f' (because of {reasons})' if reasons else ''}")

    pair = me.call("GET", "/api/comparisons/next")
    vote = me.call("POST", "/api/votes", comparison=pair["id"], outcome="a")
    print(f"voted: {vote['outcome']}, {vote['votes_a']} to {vote['votes_b']}")

    me.keep(me.call("POST", "/api/auth/refresh", refresh=me.refresh))
    me.call("POST", "/api/auth/disconnect")
    print("left")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
