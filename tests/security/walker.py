"""Every address of the site, from the URL configuration and the OpenAPI schema, so that new ones are covered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.generators import SchemaGenerator

_PLACE = re.compile(r"<(?:\w+:)?(\w+)>|\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one API path; `body` is the JSON schema of what it takes, {} when it takes nothing."""

    method: str
    path: str
    query: tuple[str, ...] = ()
    body: Mapping[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """For test ids and per-operation tables."""
        return f"{self.method} {self.path}"


def places(route: str) -> list[str]:
    """The names of what varies in a route or path."""
    return [first or second for first, second in _PLACE.findall(route)]


def filled(route: str, values: Mapping[str, Any]) -> str:
    """A route or path with values in its places; KeyError for a place that `values` has nothing for."""
    return "/" + _PLACE.sub(lambda match: str(values[match[1] or match[2]]), route).lstrip("/")


def page_routes() -> list[str]:
    """Every route outside the API and the admin."""
    return sorted(route for route in _walk(get_resolver().url_patterns) if not route.startswith(("api/", "admin/")))


def _walk(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield route


def api_operations() -> list[Operation]:
    """Every operation of the OpenAPI schema."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    shapes = schema["components"]["schemas"]
    return [
        Operation(
            method,
            path,
            tuple(item["name"] for item in found.get("parameters", []) if item["in"] == "query"),
            _resolved(_json_body(found), shapes),
        )
        for path, methods in schema["paths"].items()
        for method, found in methods.items()
    ]


def _json_body(operation: Mapping[str, Any]) -> Mapping[str, Any]:
    content: Mapping[str, Any] = operation.get("requestBody", {}).get("content", {})
    found: Mapping[str, Any] = content.get("application/json", {}).get("schema", {})
    return found


def _resolved(shape: Mapping[str, Any], shapes: Mapping[str, Any]) -> dict[str, Any]:
    """The shape without references."""
    for part in (shape, *shape.get("allOf", ()), *shape.get("oneOf", ())):
        if "$ref" in part:
            return _resolved(shapes[part["$ref"].rpartition("/")[2]], shapes)
    made = dict(shape)
    if "properties" in made:
        made["properties"] = {name: _resolved(item, shapes) for name, item in made["properties"].items()}
    return made


def sample_body(shape: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """A body of this shape: what `values` has by name, else something of the right type."""
    return {name: values.get(name, _sample(item)) for name, item in shape.get("properties", {}).items()}


def _sample(shape: Mapping[str, Any]) -> Any:
    if "enum" in shape:
        return shape["enum"][0]
    kinds: dict[str, Any] = {"boolean": False, "integer": 1, "number": 3.0, "array": [], "object": {}}
    kind = shape.get("type", "")
    return kinds.get(kind[0] if isinstance(kind, list) else kind, "")  # a nullable one has two types
