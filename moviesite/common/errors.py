"""The errors that services raise and that pages and the API translate into their own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class DomainError(Exception):
    """A rule of the product was broken. `errors` maps a field to its messages, as RFC 9457 extensions carry them."""

    status = 400
    code = "invalid"
    title = "The request cannot be carried out"

    def __init__(self, detail: str = "", *, errors: Mapping[str, Sequence[str]] | None = None) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.errors = {field: list(messages) for field, messages in (errors or {}).items()}


class NotFoundError(DomainError):
    """What was asked for does not exist, or the asker may not know that it does."""

    status = 404
    code = "not_found"
    title = "Not found"


class ConflictError(DomainError):
    """The request contradicts the present state."""

    status = 409
    code = "conflict"
    title = "Conflict with the present state"


class AuthenticationError(DomainError):
    """The proof of identity is missing, wrong, spent or expired."""

    status = 401
    code = "not_authenticated"
    title = "Not authenticated"


class PermissionDeniedError(DomainError):
    """Known, but not allowed."""

    status = 403
    code = "permission_denied"
    title = "Not allowed"


class RateLimitedError(DomainError):
    """Too many requests; `retry_after` is in whole seconds."""

    status = 429
    code = "rate_limited"
    title = "Too many requests"

    def __init__(self, detail: str = "", *, retry_after: int = 1, policy: str = "") -> None:
        super().__init__(detail)
        self.retry_after = max(1, retry_after)
        self.policy = policy


class UnavailableError(DomainError):
    """A part of the site that this request needs is not answering now."""

    status = 503
    code = "unavailable"
    title = "Temporarily unavailable"
