"""Strict readers of the environment.

Every variable is read here, once, while the settings load; application code reads `django.conf.settings` only.
A value that cannot be understood stops the start with the name of the variable and where it is described.
"""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parents[2]
HINT = "Every variable is described in .env.example."

_env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env", overwrite=False)


def _read(name: str, kind: str, default: Any) -> Any:
    try:
        reader = getattr(_env, kind)
        return reader(name) if default is None else reader(name, default=default)
    except ImproperlyConfigured as error:
        raise ImproperlyConfigured(f"{name} is not set. {HINT}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ImproperlyConfigured(f"{name} is not a valid {kind}: {error}. {HINT}") from error


def text(name: str, default: str | None = None) -> str:
    """A string; without a default the variable is required."""
    return str(_read(name, "str", default))


def integer(name: str, default: int | None = None) -> int:
    """A whole number."""
    return int(_read(name, "int", default))


def number(name: str, default: float | None = None) -> float:
    """A decimal number."""
    return float(_read(name, "float", default))


def boolean(name: str, default: bool | None = None) -> bool:
    """One of true/false, yes/no, on/off, 1/0; any other word is refused instead of read as false."""
    if name not in _env.ENVIRON:
        if default is None:
            raise ImproperlyConfigured(f"{name} is not set. {HINT}")
        return default
    word = str(_env.ENVIRON[name]).strip().lower()
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"0", "false", "no", "off", ""}:
        return False
    raise ImproperlyConfigured(f"{name}={word!r} is neither true nor false. {HINT}")


def words(name: str, default: list[str] | None = None) -> list[str]:
    """A comma-separated list; blanks are dropped."""
    return [item.strip() for item in _read(name, "list", default if default is not None else []) if item.strip()]


def networks(name: str) -> list[str]:
    """A comma-separated list of IP addresses or CIDR networks."""
    values = words(name)
    for value in values:
        try:
            ipaddress.ip_network(value, strict=False)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}: {value!r} is not an address or network. {HINT}") from error
    return values


def path(name: str, default: Path) -> Path:
    """A file-system path; relative ones are taken from the project's root."""
    value = Path(text(name, str(default))).expanduser()
    return value if value.is_absolute() else BASE_DIR / value


def database(name: str, default: str) -> dict[str, Any]:
    """A Django DATABASES entry from a URL (RFC 3986): sqlite, postgres, mysql or mariadb."""
    url = text(name, default)
    if url.startswith("mariadb:"):
        url = "mysql:" + url.removeprefix("mariadb:")
    try:
        config = dict(_env.db_url_config(url))
    except (ValueError, KeyError, ImproperlyConfigured) as error:
        raise ImproperlyConfigured(f"{name} is not a database URL. {HINT}") from error
    if not config.get("ENGINE"):
        raise ImproperlyConfigured(f"{name} names no known database engine. {HINT}")
    return config
