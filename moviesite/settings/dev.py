"""Development and the embedded site of `make run`: keys are made once and kept in the data directory."""

from __future__ import annotations

import secrets
import warnings

from moviesite.settings import env
from moviesite.settings.base import *  # noqa: F403
from moviesite.settings.base import DATA_DIR, JWT_SIGNING_KEY, SECRET_KEY, STATIC_ROOT
from moviesite.settings.parts import api


def _kept_secret(name: str) -> str:
    """A random key of this installation, made at the first start."""
    file = DATA_DIR / name
    if not file.exists():
        try:
            with file.open("x", encoding="ascii") as handle:
                handle.write(secrets.token_urlsafe(50))
            file.chmod(0o600)
        except FileExistsError:  # another process of the same first start was quicker
            pass
    return file.read_text(encoding="ascii")


DEBUG = env.boolean("DEBUG", default=False)
SECRET_KEY = SECRET_KEY or _kept_secret("secret_key")
JWT_SIGNING_KEY = JWT_SIGNING_KEY or _kept_secret("jwt_key")
SIMPLE_JWT = api.simple_jwt(JWT_SIGNING_KEY)
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns of a missing folder even where it serves from the sources
# Serve files straight from static/: no collectstatic between an edit and the screen.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
# Visitors are given none on purpose (moviesite/common/csrf.py).
warnings.filterwarnings("ignore", message=r"A {% csrf_token %} was used")
DEV_PAGES = env.boolean("DEV_PAGES", default=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
