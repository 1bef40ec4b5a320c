"""Tests: fast hashing, no network, tasks in the same process; databases and Redis by URL as anywhere."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_SCRATCH = Path(tempfile.mkdtemp(prefix="marquee-test-"))
os.environ["MARQUEE_DATA_DIR"] = str(_SCRATCH)
os.environ.setdefault("RATE_LIMIT_SCALE", "1000")

from moviesite.common.languages.catalogs import compile_stale  # noqa: E402

compile_stale()  # before the settings ask which languages there are

from moviesite.settings.base import *  # noqa: E402, F403
from moviesite.settings.base import CACHES, DATABASES, REDIS_URL, STATIC_ROOT  # noqa: E402
from moviesite.settings.parts import api  # noqa: E402

SECRET_KEY = "test-secret-key-that-is-long-enough-for-any-check-0123456789"
JWT_SIGNING_KEY = "test-jwt-signing-key-that-is-long-enough-0123456789abcdef"
SIMPLE_JWT = api.simple_jwt(JWT_SIGNING_KEY)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
DEV_PAGES = True
CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL", "memory://")
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
STATIC_ROOT.mkdir(exist_ok=True)

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the in-memory shared cache hides locking. The name takes the xdist worker's suffix.
    DATABASES["default"]["TEST"] = {"NAME": str(_SCRATCH / "test.sqlite3")}
if REDIS_URL:
    # One Redis database per test process, as each empties its caches between tests.
    _worker = int("".join(filter(str.isdigit, os.environ.get("PYTEST_XDIST_WORKER", ""))) or 0)
    _server, _, _number = REDIS_URL.rpartition("/")
    for _offset, _name in enumerate(("default", "ratelimit")):
        CACHES[_name]["LOCATION"] = f"{_server}/{int(_number or 0) + 2 * _worker + _offset}"
else:
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "default"}
    CACHES["ratelimit"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "ratelimit"}
    SILENCED_SYSTEM_CHECKS = ["django_ratelimit.W001", "django_ratelimit.E003"]
