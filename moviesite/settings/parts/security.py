"""Security headers, cookies, CORS and who is believed about a client's address."""

from __future__ import annotations

import re
from typing import Any

from csp.constants import NONE, SELF

from moviesite.settings import env
from moviesite.settings.parts.providers import providers

_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?", re.ASCII | re.IGNORECASE)


def image_hosts() -> list[str]:
    """Where pictures may come from: the named hosts, and wherever TMDB's are, which may be a mirror."""
    named = env.words("IMAGE_HOSTS", ["https://image.tmdb.org", "https://i.ytimg.com"])
    mirror = _ORIGIN.match(providers()["TMDB_IMAGE_BASE_URL"])
    return list(dict.fromkeys([*named, *([mirror[0]] if mirror else [])]))


# default-src none: whatever is not listed is refused. Posters are inline SVG with presentation attributes only.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *image_hosts()],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "frame-src": ["https://www.youtube-nocookie.com"],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

CORS: dict[str, Any] = {
    "CORS_ALLOWED_ORIGINS": env.words("CORS_ALLOWED_ORIGINS"),
    "CORS_URLS_REGEX": r"^/api/.*$",
    "CORS_ALLOW_CREDENTIALS": False,
    "CORS_EXPOSE_HEADERS": ["RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-ID", "ETag"],
    "CORS_PREFLIGHT_MAX_AGE": 3600,
}

COOKIES: dict[str, Any] = {
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SESSION_COOKIE_AGE": 14 * 24 * 3600,
    "CSRF_COOKIE_SAMESITE": "Lax",
    "CSRF_COOKIE_HTTPONLY": True,
}

HEADERS: dict[str, Any] = {
    "X_FRAME_OPTIONS": "DENY",
    "SECURE_CONTENT_TYPE_NOSNIFF": True,
    "SECURE_REFERRER_POLICY": "strict-origin-when-cross-origin",
    "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
    # Bodies are forms and small JSON; files are uploaded on their own pages.
    "DATA_UPLOAD_MAX_MEMORY_SIZE": 1024 * 1024,
    "DATA_UPLOAD_MAX_NUMBER_FIELDS": 500,
}
