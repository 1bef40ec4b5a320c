"""Why an outside service gave nothing. No message holds an address with its query, a key or what was sent."""

from __future__ import annotations

from typing import ClassVar


class UpstreamError(Exception):
    """A service gave nothing that can be used. `retry_after` is in seconds, None where nobody knows."""

    outcome: ClassVar[str] = "failed"

    def __init__(
        self, upstream: str, detail: str = "", retry_after: float | None = None, status: int | None = None
    ) -> None:
        super().__init__(upstream, detail, retry_after, status)
        self.upstream, self.detail, self.retry_after, self.status = upstream, detail, retry_after, status

    def __str__(self) -> str:
        return f"{self.upstream}: {self.detail or self.outcome}"


class UpstreamUnavailableError(UpstreamError):
    """No answer in time, a broken connection, too many requests, or an error of the service's own."""

    outcome = "unavailable"


class UpstreamNotFoundError(UpstreamError):
    """The service does not know what was asked for."""

    outcome = "not_found"


class UpstreamRefusedError(UpstreamError):
    """The service does not accept the key (401, 403)."""

    outcome = "refused"


class UpstreamAnswerError(UpstreamError):
    """An answer that is not what the service promises: not JSON, too long, a strange encoding or status."""

    outcome = "bad_answer"


class UpstreamTooLongError(UpstreamAnswerError):
    """An answer longer than anybody here reads. The service is well; a narrower question may help."""


class BudgetSpentError(UpstreamError):
    """As much was asked as may be for now; `retry_at` is the Unix time at which asking can go on."""

    outcome = "over_budget"

    def __init__(
        self,
        upstream: str,
        detail: str = "",
        retry_after: float | None = None,
        status: int | None = None,
        retry_at: float | None = None,
    ) -> None:
        super().__init__(upstream, detail, retry_after, status)
        self.args = (upstream, detail, retry_after, status, retry_at)
        self.retry_at = retry_at


class CircuitOpenError(UpstreamError):
    """The service failed too often lately and is not asked for now."""

    outcome = "circuit_open"
