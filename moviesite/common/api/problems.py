"""Problem details for HTTP APIs (RFC 9457): one shape for every error of the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

from moviesite.common.api.renderers import to_json
from moviesite.ops.context import current_request_id

CONTENT_TYPE = "application/problem+json"


def problem(
    status: int,
    detail: str,
    *,
    code: str = "",
    title: str = "",
    errors: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Any]:
    """The members of a problem document; `type` is a URI reference of this site's own vocabulary."""
    body: dict[str, Any] = {
        "type": f"/problems/{code.replace('_', '-')}" if code else "about:blank",
        "title": str(title) or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "request_id": current_request_id(),
    }
    if errors:
        body["errors"] = {field: list(messages) for field, messages in errors.items()}
    return body


def problem_response(status: int, detail: str, **members: Any) -> HttpResponse:
    """A finished response for code outside DRF, such as middleware and error handlers."""
    return HttpResponse(to_json(problem(status, detail, **members)), status=status, content_type=CONTENT_TYPE)
