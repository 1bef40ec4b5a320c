"""A hundred votes in a row against a running site: no pair twice, no stale answer, and how long each takes.

    python manage.py run_site --port 8000
    python -m benchmarks.vote_journey --url http://127.0.0.1:8000
    python -m benchmarks.vote_journey --url http://127.0.0.1:8000 --username nila --password …

What a page with its script does: the first page is asked for, then each answer is posted and brings the next pair
along. Times are of whole requests on this machine, so they are a little more than the server's own.
"""

import argparse
import re
import sys
import time

import numpy as np
import requests

LIMIT_MS = 100.0
ANSWERS = ("a", "b", "tie", "a", "b", "skip")
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_PAIR = re.compile(r'name="comparison" value="(\d+)"')


def log_in(session: requests.Session, url: str, username: str, password: str) -> None:
    """Become a member; RuntimeError where the site refuses."""
    token = _first(_TOKEN, session.get(f"{url}/login/", timeout=30).text)
    fields = {"identifier": username, "password": password, "csrfmiddlewaretoken": token}
    answer = session.post(f"{url}/login/", fields, headers={"Referer": f"{url}/login/"}, timeout=30)
    if answer.url.startswith(f"{url}/login"):
        raise RuntimeError("the site did not let this member in")


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    if found is None:
        raise RuntimeError("the site showed no pair")
    return found[1]


def journey(session: requests.Session, url: str, votes: int) -> tuple[list[float], list[int], list[int]]:
    """Milliseconds of each answer, the comparisons answered, and what did not end in 200."""
    page = session.get(f"{url}/matchups/", timeout=30).text
    token, pair = _first(_TOKEN, page), int(_first(_PAIR, page))
    times, seen, failed = list[float](), list[int](), list[int]()
    headers = {"HX-Request": "true", "X-CSRFToken": token, "Referer": f"{url}/matchups/"}
    for number in range(votes):
        seen.append(pair)
        started = time.perf_counter()
        fields = {"comparison": pair, "outcome": ANSWERS[number % len(ANSWERS)]}
        answer = session.post(f"{url}/matchups/vote/", fields, headers=headers, timeout=30)
        times.append((time.perf_counter() - started) * 1e3)
        if answer.status_code != requests.codes.ok:
            failed.append(answer.status_code)
        pair = int(_first(_PAIR, answer.text))
    return times, seen, failed


def main(arguments: list[str] | None = None) -> int:
    """Vote and print; 1 where a pair came twice, an answer failed, or one in twenty took longer than the limit."""
    parser = argparse.ArgumentParser(prog="benchmarks.vote_journey", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--votes", type=int, default=100)
    parser.add_argument("--username")
    parser.add_argument("--password", default="")
    options = parser.parse_args(arguments)
    session = requests.Session()
    if options.username:
        log_in(session, options.url, options.username, options.password)
    times, seen, failed = journey(session, options.url, options.votes)
    median, high, worst = np.percentile(times, [50, 95, 100])
    print(f"{len(times)} answers by {'a member' if options.username else 'a visitor'}: {len(set(seen))} pairs")
    print(f"p50 {median:.0f} ms, p95 {high:.0f} ms, longest {worst:.0f} ms; the limit is {LIMIT_MS:.0f}")
    print(f"failed: {failed or 'none'}")
    return int(len(set(seen)) != len(seen) or bool(failed) or high > LIMIT_MS)


if __name__ == "__main__":
    sys.exit(main())
