"""How long refusals take for names that are known and for names that are not: a difference would tell who is a member.

    python -m benchmarks.login_times --url http://127.0.0.1:8000 --pairs 200

Start the site with RATE_LIMIT_SCALE high enough. A member is made for it. The medians of each pair should differ by
less than a tenth (S12); the bodies must be the same.
"""

import argparse
import secrets
import statistics
import sys
import time
from typing import Any

import requests


def timed(session: requests.Session, url: str, body: dict[str, str]) -> tuple[float, Any]:
    """Milliseconds until the answer, and what it says apart from the request's id."""
    started = time.perf_counter()
    answer = session.post(url, json=body, timeout=60)
    elapsed = (time.perf_counter() - started) * 1000
    told = answer.json() if answer.content else {}
    told.pop("request_id", None)
    return elapsed, (answer.status_code, told)


def compare(session: requests.Session, url: str, known: dict[str, str], unknown: dict[str, str], pairs: int) -> str:
    """Both in turns, so that what else the machine does hits both alike."""
    rounds = [(timed(session, url, known), timed(session, url, unknown)) for _ in range(pairs)]
    here, there = (
        statistics.median(times) for times in zip(*([one[0] for one in pair] for pair in rounds), strict=True)
    )
    alike = all(pair[0][1] == pair[1][1] for pair in rounds)
    apart = abs(here - there) / max(here, there)
    return f"known {here:7.1f} ms  unknown {there:7.1f} ms  {apart:5.1%}  same body: {alike}"


def main() -> int:
    """Print one line for each way to ask."""
    parser = argparse.ArgumentParser(description="Times of refused logins")
    parser.add_argument("--url", required=True)
    parser.add_argument("--pairs", type=int, default=200)
    options = parser.parse_args()
    session, name, password = requests.Session(), f"timed-{secrets.token_hex(4)}", secrets.token_urlsafe(16)
    fields = {"username": name, "email": f"{name}@example.org", "password": password}
    if session.post(f"{options.url}/api/auth/register", json=fields, timeout=60).status_code != 201:
        print("nobody could be made", file=sys.stderr)
        return 1
    nobody, wrong = f"nobody-{secrets.token_hex(4)}", "not the password"
    login, reset = f"{options.url}/api/auth/login", f"{options.url}/api/auth/password/reset"
    for label, url, known, unknown in (
        ("name", login, {"username": name, "password": wrong}, {"username": nobody, "password": wrong}),
        (
            "e-mail",
            login,
            {"email": fields["email"], "password": wrong},
            {"email": f"{nobody}@example.org", "password": wrong},
        ),
        ("reset", reset, {"email": fields["email"]}, {"email": f"{nobody}@example.org"}),
    ):
        print(f"{label:7} {compare(session, url, known, unknown, options.pairs)}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
