"""A message is for this site, its chains, and now."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.wallet.checks import Expectation, check_message, origin_of
from accounts.wallet.errors import ForeignMessageError
from accounts.wallet.message import SignInMessage

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EXPECTED = Expectation("films.example", "https://films.example/login/", frozenset({1, 10}))
GOOD = SignInMessage(
    text="",
    domain="films.example",
    address="0x",
    uri="https://films.example/",
    chain_id=1,
    nonce="abcdefgh",
    issued_at=NOW,
    expires_at=NOW + timedelta(minutes=5),
)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"domain": "Films.Example"},
        {"scheme": "https"},
        {"scheme": "HTTPS"},
        {"uri": "https://films.example:443/anything?at=all#here"},
        {"uri": "HTTPS://FILMS.EXAMPLE"},
        {"chain_id": 10},
        {"issued_at": NOW - timedelta(minutes=5), "expires_at": NOW + timedelta(seconds=1)},
        {"issued_at": NOW + timedelta(minutes=5), "expires_at": NOW + timedelta(minutes=15)},
        {"not_before": NOW},
    ],
)
def test_messages_of_this_site_pass(changes: dict[str, Any]) -> None:
    check_message(replace(GOOD, **changes), EXPECTED, NOW)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"domain": "films.example.evil"}, "The message was written for another domain."),
        ({"domain": "films.example:443"}, "The message was written for another domain."),
        ({"domain": "a@films.example"}, "The message was written for another domain."),
        ({"scheme": "http"}, "The message was written for another scheme."),
        ({"uri": "http://films.example/"}, "The URI is not of this site."),
        ({"uri": "https://films.example:444/"}, "The URI is not of this site."),
        ({"uri": "https://evil.example/https://films.example/"}, "The URI is not of this site."),
        ({"uri": "https://films.example@evil.example/"}, "The URI is not of this site."),
        ({"uri": "https://evil@films.example/"}, "The URI is not of this site."),
        ({"uri": "https://films.example:99999/"}, "The URI is not of this site."),
        ({"uri": "urn:films.example"}, "The URI is not of this site."),
        ({"chain_id": 5}, "Wallets of this chain are not accepted here."),
        ({"issued_at": NOW - timedelta(minutes=5, seconds=1)}, "Issued At is too far from now."),
        ({"issued_at": NOW + timedelta(minutes=5, seconds=1)}, "Issued At is too far from now."),
        ({"expires_at": None}, "An Expiration Time is required."),
        ({"expires_at": NOW}, "The message has expired."),
        ({"expires_at": NOW + timedelta(minutes=10, seconds=1)}, "The message may live ten minutes at most."),
        ({"expires_at": datetime.max.replace(tzinfo=UTC)}, "The message may live ten minutes at most."),
        ({"not_before": NOW + timedelta(seconds=1)}, "The message is not valid yet."),
    ],
)
def test_any_other_is_refused_with_its_reason(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ForeignMessageError) as refused:
        check_message(replace(GOOD, **changes), EXPECTED, NOW)

    assert refused.value.reason == reason


def test_an_origin_has_its_schemes_port() -> None:
    found = [origin_of(uri) for uri in ("https://A.example", "http://a.example:8080/x", "mailto:a@b", "https://[x")]

    assert found == [("https", "a.example", 443), ("http", "a.example", 8080), None, None]
