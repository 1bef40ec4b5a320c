"""The browser session that a wallet login begins beside its tokens."""

from __future__ import annotations

import uuid

from django.http import HttpRequest

from accounts.enums import RevokeReason, SignInMethod
from accounts.services.sessions import begin_browser_login
from accounts.services.tokens import TokenPair, revoke_family

_FAMILY = "refresh_family"


def start_session(*, request: HttpRequest, pair: TokenPair) -> None:
    """Log this browser in under a new session key, which remembers the tokens that were handed out with it."""
    begin_browser_login(request=request, user=pair.user, method=SignInMethod.WALLET)
    request.session[_FAMILY] = pair.family_id.hex


def end_tokens_of_session(*, request: HttpRequest) -> None:
    """End the tokens that were handed out when this session began, if it was a wallet's."""
    family: str | None = request.session.get(_FAMILY)
    if family:
        revoke_family(family_id=uuid.UUID(hex=family), reason=RevokeReason.LOGOUT)
