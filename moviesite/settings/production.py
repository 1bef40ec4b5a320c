"""Production: HTTPS, JSON logs, keys from the environment; it refuses to start on a weak or missing setting."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from moviesite.settings import env
from moviesite.settings.base import *  # noqa: F403
from moviesite.settings.base import JWT_SIGNING_KEY, LOG_LEVEL, SECRET_KEY
from moviesite.settings.parts.logs import logging_config

MINIMUM_KEY_LENGTH = 50


def _strong(name: str, value: str) -> str:
    if len(value) < MINIMUM_KEY_LENGTH or len(set(value)) < 5 or value.startswith("django-insecure-"):
        raise ImproperlyConfigured(f"{name} must be a random string of at least {MINIMUM_KEY_LENGTH} characters.")
    return value


DEBUG = False
DEV_PAGES = False
SECRET_KEY = _strong("SECRET_KEY", SECRET_KEY)
JWT_SIGNING_KEY = _strong("JWT_SIGNING_KEY", JWT_SIGNING_KEY)
if SECRET_KEY == JWT_SIGNING_KEY:
    raise ImproperlyConfigured("JWT_SIGNING_KEY must differ from SECRET_KEY: one leak must not open both.")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must list the site's host names; '*' would poison links in e-mails.")

SECURE_SSL_REDIRECT = env.boolean("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$", r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
# Only where the proxy strips the client's own copy of the header.
if env.boolean("TRUST_X_FORWARDED_PROTO", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"

LOG_JSON = env.boolean("LOG_JSON", default=True)
LOGGING = logging_config(level=LOG_LEVEL, as_json=LOG_JSON)
