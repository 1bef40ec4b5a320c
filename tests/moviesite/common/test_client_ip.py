"""The one reading of a client's address."""

from __future__ import annotations

import random

import pytest
from django.test import RequestFactory
from pytest_django.fixtures import Settings as SettingsWrapper

from moviesite.common.client_ip import UNKNOWN, client_ip, network_key


def read(remote: str, forwarded: str | None = None) -> str:
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {}
    return client_ip(RequestFactory().get("/", REMOTE_ADDR=remote, **headers))


def test_forwarded_header_is_ignored_without_trusted_proxies(settings: SettingsWrapper) -> None:
    settings.TRUSTED_PROXIES = []

    assert read("203.0.113.9", "198.51.100.1") == "203.0.113.9"


def test_forwarded_header_is_ignored_from_an_untrusted_peer(settings: SettingsWrapper) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]

    assert read("203.0.113.9", "198.51.100.1") == "203.0.113.9"


def test_hops_are_read_from_the_right_up_to_the_first_untrusted(settings: SettingsWrapper) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]

    assert read("10.0.0.1", "6.6.6.6, 198.51.100.7, 10.0.0.2") == "198.51.100.7"


def test_invented_headers_never_change_the_key(settings: SettingsWrapper) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    chance = random.Random(1)

    keys = {
        read("10.0.0.1", ", ".join([*(f"{chance.randrange(256)}.1.2.3" for _ in range(3)), "198.51.100.7"]))
        for _ in range(200)
    }

    assert keys == {"198.51.100.7"}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("198.51.100.7", "198.51.100.7"),
        ("nonsense", UNKNOWN),
    ],
)
def test_network_key(address: str, expected: str) -> None:
    assert network_key(address) == expected


def test_garbage_in_the_header_stops_the_walk(settings: SettingsWrapper) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]

    assert read("10.0.0.1", "198.51.100.7, <script>") == "10.0.0.1"
