"""Turns every exception an API view can raise into a problem document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import IntegrityError, connections
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from moviesite.common.api.problems import CONTENT_TYPE, problem
from moviesite.common.errors import AuthenticationError, DomainError, RateLimitedError

log = structlog.get_logger(__name__)


def _flatten(detail: Any, prefix: str = "") -> dict[str, list[str]]:
    """DRF's nested error detail as {path: messages}; errors of no field stand under "non_field_errors"."""
    if isinstance(detail, Mapping):
        found: dict[str, list[str]] = {}
        for field, value in detail.items():
            found |= _flatten(value, f"{prefix}.{field}" if prefix else str(field))
        return found
    if isinstance(detail, list | tuple):
        if any(isinstance(item, Mapping | list | tuple) for item in detail):
            found = {}
            for index, item in enumerate(detail):
                if item:
                    found |= _flatten(item, f"{prefix}.{index}" if prefix else str(index))
            return found
        return {prefix or "non_field_errors": [str(item) for item in detail]}
    return {prefix or "non_field_errors": [str(detail)]}


def _body(error: Exception) -> tuple[dict[str, Any], dict[str, str]] | None:
    """The problem and its headers; None for an error that is not the API's own."""
    headers: dict[str, str] = {}
    match error:
        case DomainError():
            if isinstance(error, RateLimitedError):
                headers["Retry-After"] = str(error.retry_after)
            if isinstance(error, AuthenticationError):
                headers["WWW-Authenticate"] = 'Bearer realm="api"'
            body = problem(error.status, error.detail, code=error.code, title=str(error.title), errors=error.errors)
        case exceptions.ValidationError():
            errors = _flatten(error.detail)
            body = problem(
                400, _("Some fields are not valid."), code="invalid", title=_("Invalid input"), errors=errors
            )
        case DjangoValidationError():
            errors = error.message_dict if hasattr(error, "error_dict") else {"non_field_errors": error.messages}
            body = problem(
                400, _("Some fields are not valid."), code="invalid", title=_("Invalid input"), errors=errors
            )
        case Http404():
            body = problem(404, _("There is nothing at this address."), code="not_found")
        case PermissionDenied():
            body = problem(403, _("You may not do this."), code="permission_denied")
        case IntegrityError():
            body = problem(409, _("The same thing was written at the same moment."), code="conflict")
        case exceptions.APIException():
            for name, attribute in (("WWW-Authenticate", "auth_header"), ("Retry-After", "wait")):
                if getattr(error, attribute, None):
                    headers[name] = str(getattr(error, attribute))
            said = [message for messages in _flatten(error.detail).values() for message in messages]
            body = problem(error.status_code, " ".join(said), code=str(error.default_code))
        case _:
            return None
    return body, headers


def _roll_back() -> None:
    """What the failed view wrote inside a request-wide transaction is undone, as DRF's own handler does it."""
    for connection in connections.all(initialized_only=True):
        if connection.settings_dict["ATOMIC_REQUESTS"] and connection.in_atomic_block:
            connection.set_rollback(True)


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's hook. An unknown exception returns None: Django's own handling logs it and answers 500."""
    told = _body(error)
    if told is None:
        return None
    body, headers = told
    _roll_back()
    return Response(body, status=body["status"], headers=headers, content_type=CONTENT_TYPE)
