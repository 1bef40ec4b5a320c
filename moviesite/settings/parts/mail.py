"""Where e-mail goes: EMAIL_URL names a server, a folder or the terminal."""

from __future__ import annotations

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from moviesite.settings import env


def mail() -> dict[str, Any]:
    """EMAIL_* settings. Without EMAIL_URL letters are printed by the process that sends them."""
    url = env.text("EMAIL_URL", "") or "consolemail://"
    try:
        found: dict[str, Any] = environ.Env.email_url_config(url)
    except (KeyError, ValueError) as error:
        raise ImproperlyConfigured(f"EMAIL_URL is not an address of mail. {env.HINT}") from error
    if folder := found.pop("EMAIL_FILE_PATH", ""):
        found["EMAIL_FILE_PATH"] = f"/{folder}" if not folder.startswith("/") else folder
    return {**found, "EMAIL_TIMEOUT": 10}
