"""Secrets at rest."""

from __future__ import annotations

import base64
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class UnreadableSecretError(ValueError):
    """What was stored was encrypted by a key that is no longer among the site's."""


def _box(purpose: str) -> MultiFernet:
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    derived = (hmac.digest(key.encode(), b"at rest:" + purpose.encode(), "sha256") for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])


def encrypt(text: str, *, purpose: str) -> str:
    """`text` as a Fernet token; keys of different purposes are different ones, all derived from SECRET_KEY."""
    return _box(purpose).encrypt(text.encode()).decode()


def decrypt(token: str, *, purpose: str) -> str:
    """What was encrypted for `purpose`, also under a former SECRET_KEY; UnreadableSecretError otherwise."""
    try:
        return _box(purpose).decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise UnreadableSecretError from error
