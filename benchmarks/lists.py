"""What lists and pages cost, as multiples of a bare JsonResponse behind the same middleware.

    python -m benchmarks.lists [--json OUT] [--rounds N]

Everything runs in this process, on a database of its own that is seeded with the demo catalog: requests go through the
whole middleware stack to the view and back. The contenders take turns, so that a busy machine slows all of them alike;
CPU time is counted and medians are compared.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

GOALS = {"bare": 1.0, "uncached list": 4.5, "cached list": 1.4, "304": 1.2, "cold page": 9.0}
LIST = "/api/content/trending"
BARE = "/bench/bare"


def main() -> None:
    """Seed, measure, print, and write JSON when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="where to write the figures")
    parser.add_argument("--rounds", type=int, default=400)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="marquee-bench-") as folder:
        _start(Path(folder))
        figures = _measure(options.rounds)
    for name, row in figures.items():
        goal = f"goal {row['goal']:.1f}" if row["goal"] else ""
        print(f"{name:<16} {row['us']:>8.0f} µs   {row['ratio']:>5.2f} x   {goal}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def _start(folder: Path) -> None:
    """Django on an empty database with the demo catalog."""
    os.environ.update(  # noqa: TID251 (settings are read from it right after)
        MARQUEE_DATA_DIR=str(folder),
        DATABASE_URL=f"sqlite:///{folder / 'bench.sqlite3'}",
        DJANGO_SETTINGS_MODULE="moviesite.settings.dev",
        RATE_LIMIT_SCALE="1000000",
        LOG_LEVEL="WARNING",
        DEV_PAGES="0",
    )
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    call_command("seed_demo", verbosity=0)
    _add_bare_view()


def _add_bare_view() -> None:
    """The yardstick: a JsonResponse with as many cards as a list shows."""
    from django.http import HttpRequest, HttpResponse, JsonResponse
    from django.urls import clear_url_caches, path

    from catalog.selectors.discovery import trending
    from moviesite import urls

    rows = [card.as_dict() for card in trending(20)]

    def bare(request: HttpRequest) -> HttpResponse:
        return JsonResponse({"count": len(rows), "results": rows})

    urls.urlpatterns.insert(0, path(BARE.lstrip("/"), bare))
    clear_url_caches()


def _measure(rounds: int) -> dict[str, dict[str, float | None]]:
    contenders = _contenders()
    for _ in range(20):
        for call in contenders.values():
            call()
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    gc.collect()
    gc.disable()
    for _ in range(rounds):
        for name, call in contenders.items():
            taken[name].append(call())
    gc.enable()
    bare = statistics.median(taken["bare"])
    return {
        name: {
            "us": round(median := statistics.median(times), 1),
            "ratio": round(median / bare, 2),
            "goal": GOALS.get(name),
        }
        for name, times in taken.items()
    }


def _contenders() -> dict[str, Callable[[], float]]:
    """Each measures one request and returns its CPU time in microseconds."""
    from django.urls import NoReverseMatch, reverse

    from moviesite.common.versions import bump_version

    send = _sender()
    etag = send(LIST)[1]["ETag"]

    def again(call: Callable[[], float]) -> Callable[[], float]:
        def second() -> float:
            call()  # what ran before has left the processor's caches to itself; the first call gets them back
            return call()

        return second

    def stale_list() -> float:
        bump_version("catalog")  # as after any rating: the list is built anew, what never changes is still known
        return send(LIST)[0]

    found: dict[str, Callable[[], float]] = {
        "bare": again(lambda: send(BARE)[0]),
        "uncached list": again(stale_list),
        "cached list": again(lambda: send(LIST)[0]),
        "304": again(lambda: send(LIST, HTTP_IF_NONE_MATCH=send(LIST)[1]["ETag"])[0]),
    }
    assert send(LIST, HTTP_IF_NONE_MATCH=etag)[1].status_code == 304
    try:
        page = reverse("catalog:browse")
    except NoReverseMatch:
        return found

    def cold_page() -> float:
        bump_version("catalog")
        return send(page, HTTP_HX_REQUEST="true")[0]

    found["cold page"] = again(cold_page)
    found["whole page"] = again(lambda: send(page)[0])
    return found


def _sender() -> Callable[..., tuple[float, Any]]:
    """A function that sends one GET through the whole stack."""
    from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
    from django.http import HttpResponse
    from django.test import RequestFactory

    factory, handler = RequestFactory(), WSGIHandler()

    def send(path: str, **headers: Any) -> tuple[float, Any]:
        environ = factory.get(path, **headers).environ
        started = time.process_time_ns()
        response = handler.get_response(WSGIRequest(environ))
        body = b"" if response.streaming else cast(HttpResponse, response).content
        microseconds = (time.process_time_ns() - started) / 1000
        assert response.status_code in {200, 304}, (path, response.status_code, body[:200])
        response.close()
        return microseconds, response

    return send


if __name__ == "__main__":
    main()
