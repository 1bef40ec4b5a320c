"""The rules of the house that a machine can keep."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
APPS = ("moviesite", "accounts", "catalog", "ratings", "matchups", "recommender", "adminpanel", "benchmarks")
FILE_LIMIT, FUNCTION_LIMIT = 300, 50
REASON = "Longer than 300 lines because"


def sources() -> Iterator[Path]:
    for app in APPS:
        yield from (path for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts)


def test_no_file_outgrows_its_noun() -> None:
    long = {
        str(path.relative_to(ROOT))
        for path in sources()
        if len((text := path.read_text()).splitlines()) > FILE_LIMIT and REASON not in text
    }

    assert long == set()


def test_no_function_outgrows_a_screen() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= FUNCTION_LIMIT
    }

    assert long == set()


def test_no_serializer_hands_out_all_fields() -> None:
    guilty = {str(path.relative_to(ROOT)) for path in sources() if '__all__"' in path.read_text().replace("'", '"')}

    assert {name for name in guilty if "serializers" in name} == set()


def test_no_template_carries_script_or_style_of_its_own() -> None:
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(ld\+)?json\")|<style|\sstyle=\"|\son(click|change|submit|load)=|\|safe"
    )

    guilty = {
        str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.html") if inline.search(path.read_text())
    }

    assert guilty == set()


def test_every_variable_is_described() -> None:
    read = set()
    for path in (ROOT / "moviesite" / "settings").rglob("*.py"):
        read |= set(
            re.findall(
                r"env\.(?:text|integer|number|boolean|words|networks|path|database)\(\s*\"(\w+)\"", path.read_text()
            )
        )

    described = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert read - described == set()
    assert described - read == {"DJANGO_SETTINGS_MODULE"}


def _routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, object]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        else:
            yield route, pattern.callback


#: Every address of the API that needs no member; a new one is refused until it is listed here.
OPEN_TO_ALL = {
    "api/auth/register",
    "api/auth/login",
    "api/auth/refresh",
    "api/auth/password/reset",
    "api/auth/password/reset/confirm",
    "api/auth/nonce",
    "api/auth/connect",
    "api/comparisons/next",
    "api/comparisons/<int:comparison_id>",
    "api/leaderboard",
    "api/votes",
    "api/votes/<int:vote_id>",
    "api/profiles",
    "api/profiles/<str:username>/diary",
    "api/profiles/<str:username>/followers",
    "api/profiles/<str:username>/following",
    "api/reviews",
    "api/reviews/<int:review_id>",
    "api/recommendations",
    "api/ml/model/status",
    "api/ml/analytics/regional-trends",
    *(f"api/ml/recommendations/{kind}" for kind in ("trending", "genre-based", "mood-based")),
    "api/ml/recommendations/similar/<int:content_id>",
    "api/ml/recommendations/regional/<str:language>",
    "api/schema",
    "api/telegram/webhook",
    "api/docs",
}


def test_every_open_address_of_the_api_is_known() -> None:
    open_routes = set()
    for route, callback in _routes(get_resolver().url_patterns):
        view = getattr(callback, "cls", None)
        if not route.startswith("api/") or view is None:
            continue
        names = {permission.__name__ for permission in view.permission_classes}
        if names & {"AllowAny", "IsAuthenticatedOrReadOnly"} or not names:
            open_routes.add(route)

    catalog = {route for route in open_routes if route.startswith(CATALOG)}
    assert open_routes - catalog == OPEN_TO_ALL


#: The catalog is public to read as a whole.
CATALOG = ("api/movies/", "api/content/", "api/search", "api/genres", "api/people", "api/regional/", "api/ott/")


@pytest.mark.parametrize("path", sorted((ROOT / name) for name in ("requirements.txt", "requirements-dev.txt")))
def test_every_dependency_is_pinned_and_says_why(path: Path) -> None:
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith(("#", "-r"))]

    assert [line for line in lines if not re.match(r"[\w.\[\],-]+==[\w.]+\s+# \S", line)] == []
