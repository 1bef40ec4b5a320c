"""The errors that services raise and that pages and the API translate into their own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


class DomainError(Exception):
    """A rule of the product was broken. `errors` maps a field to its messages, as RFC 9457 extensions carry them."""

    status = 400
    code = "invalid"
    title: StrPromise | str = _("The request cannot be carried out")

    def __init__(self, detail: str = "", *, errors: Mapping[str, Sequence[str]] | None = None) -> None:
        # Said now, in the language of whoever asks: who writes it down or sends it later may speak another.
        self.title = str(self.title)
        super().__init__(detail or self.title)
        self.detail = str(detail or self.title)
        self.errors = {field: [str(message) for message in messages] for field, messages in (errors or {}).items()}


class NotFoundError(DomainError):
    """What was asked for does not exist, or the asker may not know that it does."""

    status = 404
    code = "not_found"
    title: StrPromise | str = _("Not found")


class ConflictError(DomainError):
    """The request contradicts the present state."""

    status = 409
    code = "conflict"
    title: StrPromise | str = _("Conflict with the present state")


class AuthenticationError(DomainError):
    """The proof of identity is missing, wrong, spent or expired."""

    status = 401
    code = "not_authenticated"
    title: StrPromise | str = _("Not authenticated")


class PermissionDeniedError(DomainError):
    """Known, but not allowed."""

    status = 403
    code = "permission_denied"
    title: StrPromise | str = _("Not allowed")


class RateLimitedError(DomainError):
    """Too many requests; `retry_after` is in whole seconds."""

    status = 429
    code = "rate_limited"
    title: StrPromise | str = _("Too many requests")

    def __init__(self, detail: str = "", *, retry_after: int = 1, policy: str = "") -> None:
        super().__init__(detail)
        self.retry_after = max(1, retry_after)
        self.policy = policy


class UnavailableError(DomainError):
    """A part of the site that this request needs is not answering now."""

    status = 503
    code = "unavailable"
    title: StrPromise | str = _("Temporarily unavailable")
