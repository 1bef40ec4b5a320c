"""Which browser a wallet login was begun in: nobody is logged in as somebody else unawares (login CSRF)."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_PAGE, _CLIENT = "p", "c"  # first letter of what is stored: must the cookie come back, or only if cookies are kept


@dataclass(frozen=True, slots=True)
class Binding:
    """The pre-session cookie of a request, and whether a page sent it.

    Browsers put `Origin` or `Sec-Fetch-Site` on every post of a page and no page can take them off. What carries
    neither, and no cookie at all, is a program that keeps no cookies: no page of somebody else's makes it post.

    An app of another origin that the operator lets in (CORS) is such a program too: its pages send no cookies here.
    `app` is that origin, for which its wallets sign.
    """

    secret: str
    from_page: bool
    keeps_cookies: bool
    is_new: bool = False
    app: str = ""

    @property
    def mark(self) -> str:
        """What is stored with a nonce: 64 characters."""
        return (_PAGE if self.from_page else _CLIENT) + self._digest

    @property
    def matches(self) -> Q:
        """Which stored nonces this request may use."""
        if self.from_page or self.keeps_cookies:
            return Q(browser__in=[_PAGE + self._digest, _CLIENT + self._digest])
        return Q(browser__startswith=_CLIENT)

    @property
    def _digest(self) -> str:
        return hashlib.sha256(b"wallet:" + self.secret.encode()).hexdigest()[:63]


def cookie_name() -> str:
    """`__Host-` where cookies are secure: then no sibling domain can plant one (RFC 6265bis, section 4.1.3.2)."""
    return "__Host-wallet" if settings.SESSION_COOKIE_SECURE else "wallet"


def binding_of(request: HttpRequest) -> Binding:
    """The binding a request comes with; one without a cookie of ours gets a secret that matches nothing yet."""
    origin = request.headers.get("Origin", "")
    if origin in settings.CORS_ALLOWED_ORIGINS:
        return Binding(secret=secrets.token_urlsafe(32), from_page=False, keeps_cookies=False, is_new=True, app=origin)
    kept = request.COOKIES.get(cookie_name(), "")
    known = _SECRET.fullmatch(kept) is not None
    return Binding(
        secret=kept if known else secrets.token_urlsafe(32),
        from_page="Origin" in request.headers or "Sec-Fetch-Site" in request.headers,
        keeps_cookies=bool(request.COOKIES),
        is_new=not known,
    )


def keep_binding(response: HttpResponseBase, binding: Binding) -> None:
    """Hand out the cookie, for as long as a nonce lives and a little more."""
    response.set_cookie(
        cookie_name(),
        binding.secret,
        max_age=600,
        httponly=True,
        samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )


def drop_binding(response: HttpResponseBase) -> None:
    """Take the cookie back: the next login begins with a new one."""
    response.set_cookie(
        cookie_name(), "", max_age=0, httponly=True, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE)
    )
