"""Wallet login (EIP-4361): what this site writes into its messages, and the nodes that know contract wallets."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from moviesite.settings import env

STATEMENT = "Log in to Marquee. This signature costs nothing and moves nothing."


def _chain_ids() -> list[int]:
    values = env.words("SIWE_CHAIN_IDS", ["1"])
    if not values or not all(value.isascii() and value.isdigit() and int(value) > 0 for value in values):
        raise ImproperlyConfigured(f"SIWE_CHAIN_IDS must be EIP-155 ids such as 1,10. {env.HINT}")
    return list(dict.fromkeys(map(int, values)))


def _nodes(chain_ids: list[int]) -> dict[int, str]:
    """Chain id to address. An entry without an id is for the first accepted chain."""
    found: dict[int, str] = {}
    for entry in env.words("ETH_RPC_URL"):
        name, mark, url = entry.partition("=")
        chain_id, url = (int(name), url) if mark and name.isascii() and name.isdigit() else (chain_ids[0], entry)
        if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname or chain_id not in chain_ids:
            raise ImproperlyConfigured(
                f"ETH_RPC_URL needs addresses like 1=https://node of accepted chains. {env.HINT}"
            )
        found[chain_id] = url
    return found


def sign_in(site_url: str) -> dict[str, Any]:
    """The settings, checked: an authority, a URI of the same host, a statement that the grammar allows."""
    domain = env.text("SIWE_DOMAIN", "") or urlsplit(site_url).netloc
    uri = env.text("SIWE_URI", "") or f"{site_url.rstrip('/')}/login/"
    if urlsplit(uri).scheme not in {"http", "https"} or not urlsplit(uri).hostname:
        raise ImproperlyConfigured(f"SIWE_URI must be an address of this site. {env.HINT}")
    statement = env.text("SIWE_STATEMENT", STATEMENT)
    if not statement.isascii() or not statement.isprintable() or set(statement) & set('"%<>\\^`{|}'):
        raise ImproperlyConfigured(f"SIWE_STATEMENT must be one line of plain ASCII (EIP-4361). {env.HINT}")
    timeout = env.number("ETH_RPC_TIMEOUT", 2.0)
    if not 0 < timeout <= 30:
        raise ImproperlyConfigured(f"ETH_RPC_TIMEOUT must be between 0 and 30 seconds. {env.HINT}")
    chain_ids = _chain_ids()
    return {
        "SIWE_DOMAIN": domain,
        "SIWE_URI": uri,
        "SIWE_STATEMENT": statement,
        "SIWE_CHAIN_IDS": chain_ids,
        "ETH_RPC_URLS": _nodes(chain_ids),
        "ETH_RPC_TIMEOUT": timeout,
    }
