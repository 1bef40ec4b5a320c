"""DRF throttles that count with the site's own limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from moviesite.common.ratelimit import enforce

if TYPE_CHECKING:  # rest_framework.views imports this module while it loads
    from rest_framework.views import APIView

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class MethodThrottle(BaseThrottle):
    """A view's `throttle_policy`, else `read` for safe methods and `write` for the rest."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        """True, or RateLimitedError with the seconds to wait."""
        policy: Any = getattr(view, "throttle_policy", None) or ("read" if request.method in SAFE else "write")
        if isinstance(policy, dict):
            policy = policy.get(request.method, "read" if request.method in SAFE else "write")
        enforce(request, policy)
        return True
