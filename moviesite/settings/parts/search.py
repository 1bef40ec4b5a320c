"""OpenSearch in place of the database's own search, where it has an address."""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from moviesite.settings import env


def opensearch() -> dict[str, Any]:
    """The settings, checked: whoever gives an address has installed the client."""
    url = env.text("OPENSEARCH_URL", "").rstrip("/")
    prefix = env.text("OPENSEARCH_PREFIX", "marquee")
    parts = urlsplit(url)
    if url and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise ImproperlyConfigured(f"OPENSEARCH_URL must be an address like https://search.example:9200. {env.HINT}")
    if url and find_spec("opensearchpy") is None:
        raise ImproperlyConfigured("OPENSEARCH_URL is set: install requirements-opensearch.txt as well.")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,40}", prefix):
        raise ImproperlyConfigured(f"OPENSEARCH_PREFIX takes small letters, digits and hyphens. {env.HINT}")
    return {"OPENSEARCH_URL": url, "OPENSEARCH_PREFIX": prefix}
