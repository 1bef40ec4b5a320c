"""Countries by address and by header, and names of devices."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from moviesite.common.devices import device_name
from moviesite.common.geo import country_of, country_of_request

MARK = b"\xab\xcd\xefMaxMind.com"


def _text(value: str) -> bytes:
    return bytes([0x40 | len(value)]) + value.encode()


def _number(value: int) -> bytes:
    return bytes([0xA2]) + value.to_bytes(2, "big")


def _map(*pairs: tuple[str, bytes]) -> bytes:
    return bytes([0xE0 | len(pairs)]) + b"".join(_text(name) + value for name, value in pairs)


def _country_file(bits: str, code: str) -> bytes:
    """A MaxMind DB of format 2.0 that knows one IPv4 prefix, given as bits."""
    count = len(bits)
    tree = b""
    for place, bit in enumerate(bits):
        onward = place + 1 if place + 1 < count else count + 16
        left, right = (onward, count) if bit == "0" else (count, onward)
        tree += left.to_bytes(3, "big") + right.to_bytes(3, "big")
    data = _map(("country", _map(("iso_code", _text(code)))))
    about = _map(
        ("node_count", _number(count)), ("record_size", _number(24)), ("ip_version", _number(4)),
        ("database_type", _text("Country")), ("binary_format_major_version", _number(2)),
        ("binary_format_minor_version", _number(0)), ("build_epoch", _number(1)),
        ("description", _map()), ("languages", b"\x00\x04"),
    )  # fmt: skip
    return tree + bytes(16) + data + MARK + about


@pytest.fixture
def country_file(tmp_path: Path, settings: Settings) -> Path:
    """203.0.0.0/8 is India."""
    path = tmp_path / "country.mmdb"
    path.write_bytes(_country_file(f"{203:08b}", "IN"))
    settings.GEOIP_DATABASE = str(path)
    return path


@pytest.mark.parametrize(("address", "code"), [("203.0.113.9", "IN"), ("198.51.100.1", ""), ("::1", ""), ("x", "")])
def test_a_country_is_read_from_the_operators_file(country_file: Path, address: str, code: str) -> None:
    assert country_of(address) == code


@pytest.mark.parametrize("content", [None, b"", b"no database", MARK + b"\xe1", MARK + b"\xe0"])
def test_a_file_that_cannot_be_read_is_no_country(tmp_path: Path, settings: Settings, content: bytes | None) -> None:
    path = tmp_path / "broken.mmdb"
    if content is not None:
        path.write_bytes(content)
    settings.GEOIP_DATABASE = str(path)

    assert country_of("203.0.113.9") == ""


@pytest.mark.parametrize(
    ("sender", "told", "code"),
    [("10.0.0.1", "de", "DE"), ("10.0.0.1", "XX", "IN"), ("10.0.0.1", "<b>", "IN"), ("203.0.113.9", "DE", "IN")],
)
def test_the_header_is_believed_from_proxies_alone(
    country_file: Path, settings: Settings, sender: str, told: str, code: str
) -> None:
    settings.COUNTRY_HEADER, settings.TRUSTED_PROXIES = "CF-IPCountry", ["10.0.0.0/8"]
    request = RequestFactory().get(
        "/", REMOTE_ADDR=sender, headers={"cf-ipcountry": told, "x-forwarded-for": "203.0.113.9"}
    )

    assert country_of_request(request) == code


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari on iOS",
        ),
        ("my-script/1.0", "my-script"),
        ("", ""),
        ("x" * 200, "x" * 40),
    ],
)
def test_devices_have_names(agent: str, name: str) -> None:
    assert device_name(agent) == name
