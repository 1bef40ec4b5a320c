"""The grammar of EIP-4361, kept to the letter."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.wallet.errors import MalformedMessageError
from accounts.wallet.message import MAX_BYTES, SignInMessage, parse_message
from tests.accounts.wallet.signing import Signer, write_message

ADDRESS = Signer(7).address
PLAIN: dict[str, Any] = {
    "domain": "films.example",
    "address": ADDRESS,
    "statement": "Come in.",
    "URI": "https://films.example/login/",
    "Version": "1",
    "Chain ID": "1",
    "Nonce": "abcdefgh12345678",
    "Issued At": "2026-03-01T12:00:00.250Z",
}
FULL: dict[str, Any] = {
    **PLAIN,
    "Expiration Time": "2026-03-01T17:40:00+05:30",
    "Not Before": "2026-03-01t11:59:00z",
    "Request ID": "a:b@c!(1)%20",
    "resources": ["ipfs://bafy/", "https://films.example/terms?v=2#top", "urn:isbn:0451450523"],
}


def test_every_field_is_read() -> None:
    text = write_message({**FULL, "domain": "https://films.example"})

    assert parse_message(text) == SignInMessage(
        text=text,
        scheme="https",
        domain="films.example",
        address=ADDRESS,
        statement="Come in.",
        uri="https://films.example/login/",
        chain_id=1,
        nonce="abcdefgh12345678",
        issued_at=datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC),
        expires_at=datetime(2026, 3, 1, 12, 10, tzinfo=UTC),
        not_before=datetime(2026, 3, 1, 11, 59, tzinfo=UTC),
        request_id="a:b@c!(1)%20",
        resources=("ipfs://bafy/", "https://films.example/terms?v=2#top", "urn:isbn:0451450523"),
    )


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"domain": "user@films.example:8443"}, "domain", "user@films.example:8443"),
        ({"domain": "[2001:db8::1]:80"}, "domain", "[2001:db8::1]:80"),
        ({"domain": "127.0.0.1"}, "domain", "127.0.0.1"),
        ({"statement": None}, "statement", None),
        ({"statement": "a://b.example?c#d [1] !$&'()*+,;="}, "statement", "a://b.example?c#d [1] !$&'()*+,;="),
        ({"Chain ID": "11155111"}, "chain_id", 11155111),
        ({"Nonce": "a" * 96}, "nonce", "a" * 96),
        ({"Request ID": ""}, "request_id", ""),
        ({"resources": []}, "resources", ()),
        ({"URI": "did:key:z6Mk"}, "uri", "did:key:z6Mk"),
        (
            {"Issued At": "2026-03-01T12:00:00.123456789Z"},
            "issued_at",
            datetime(2026, 3, 1, 12, 0, 0, 123_456, tzinfo=UTC),
        ),
    ],
)
def test_all_that_the_grammar_allows_is_read(changes: dict[str, Any], field: str, value: object) -> None:
    assert getattr(parse_message(write_message({**PLAIN, **changes})), field) == value


@pytest.mark.parametrize(
    "changes",
    [
        {"domain": ""},
        {"domain": "films example"},
        {"domain": "films.example/"},
        {"domain": "films.example?x"},
        {"domain": "films.example:port"},
        {"domain": "://films.example"},
        {"domain": "[::g]"},
        {"domain": "[1.2.3.4]"},
        {"domain": "films.example%zz"},
        {"address": ADDRESS.lower()},
        {"address": "0x" + ADDRESS[2:].upper()},
        {"address": ADDRESS.swapcase()},
        {"address": ADDRESS[:-1]},
        {"address": ADDRESS + " "},
        {"address": "0x" + "１" * 40},
        {"statement": ""},
        {"statement": "two\nlines"},
        {"statement": "50% off"},
        {"statement": 'say "yes"'},
        {"statement": "naïve"},
        {"statement": "tab\there"},
        {"URI": "//films.example"},
        {"URI": ":none"},
        {"URI": "https://films.example/a b"},
        {"URI": "https://[::g]/"},
        {"URI": "https:///path"},
        {"URI": "https://films.example/%zz"},
        {"Version": "2"},
        {"Version": "01"},
        {"Version": "1 "},
        {"Chain ID": ""},
        {"Chain ID": "one"},
        {"Chain ID": "-1"},
        {"Chain ID": "1.0"},
        {"Chain ID": "0x1"},
        {"Chain ID": "9" * 19},
        {"Nonce": "abcdefg"},
        {"Nonce": "abcd-efgh"},
        {"Nonce": "a" * 97},
        {"Nonce": "١٢٣٤٥٦٧٨"},
        {"Issued At": "2026-03-01"},
        {"Issued At": "2026-03-01 12:00:00Z"},
        {"Issued At": "2026-03-01T12:00:00"},
        {"Issued At": "2026-02-30T12:00:00Z"},
        {"Issued At": "2026-03-01T24:00:00Z"},
        {"Issued At": "2026-03-01T12:00:00+99:00"},
        {"Issued At": "0000-03-01T12:00:00Z"},
        {"Issued At": "0001-01-01T00:00:00+14:00"},
        {"Issued At": "9999-12-31T23:59:59-14:00"},
        {"Issued At": "2026-03-01T12:00:00.Z"},
        {"Expiration Time": "tomorrow"},
        {"Not Before": ""},
        {"Request ID": "a b"},
        {"Request ID": "a/b"},
        {"resources": ["no uri"]},
        {"resources": ["https://films.example", ""]},
    ],
    ids=lambda changes: " ".join(f"{name}={str(value)[:20]!r}" for name, value in changes.items()),
)
def test_a_field_outside_the_grammar_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(MalformedMessageError):
        parse_message(write_message({**PLAIN, **changes}))


@pytest.mark.parametrize("name", ["URI", "Version", "Chain ID", "Nonce", "Issued At"])
def test_a_line_left_out_is_named(name: str) -> None:
    with pytest.raises(MalformedMessageError) as refused:
        parse_message(write_message({**PLAIN, name: None}))

    assert refused.value.reason == f"The line of {name} is missing or out of order."


def _swapped(text: str, first: int, second: int) -> str:
    lines = text.split("\n")
    lines[first], lines[second] = lines[second], lines[first]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("empty", ""),
        ("a line feed", "\n"),
        ("many line feeds", "\n" * 2000),
        ("a line feed at the end", write_message(FULL) + "\n"),
        ("a blank before", " " + write_message(FULL)),
        ("a line feed before", "\n" + write_message(FULL)),
        ("carriage returns", write_message(FULL).replace("\n", "\r\n")),
        ("another line separator", write_message(FULL).replace("\n", "\u2028")),
        ("a NUL", write_message(FULL).replace("Come", "Co\x00me")),
        ("a greeting in capitals", write_message(PLAIN).replace("wants", "WANTS")),
        ("no empty line after the address", write_message(PLAIN).replace(ADDRESS + "\n\n", ADDRESS + "\n")),
        ("no empty line after the statement", write_message(PLAIN).replace("in.\n\n", "in.\n")),
        ("three empty lines", write_message({**PLAIN, "statement": None}).replace("\n\n\n", "\n\n\n\n")),
        ("a line twice", write_message(PLAIN).replace("Version: 1", "Version: 1\nVersion: 1")),
        ("an unknown line", write_message(PLAIN) + "\nPlease: yes"),
        ("a line after the resources", write_message(FULL) + "\nRequest ID: 1"),
        ("no blank after the colon", write_message(PLAIN).replace("Nonce: ", "Nonce:")),
        *((f"lines {first} and {first + 1} changed over", _swapped(write_message(FULL), first, first + 1))
          for first in (0, 1, 2, 3, 4, *range(5, 13))),
    ],
)  # fmt: skip
def test_lines_must_stand_as_the_grammar_says(name: str, text: str) -> None:
    with pytest.raises(MalformedMessageError):
        parse_message(text)


def test_one_byte_more_than_allowed_is_not_even_split() -> None:
    fitting = write_message({**PLAIN, "statement": None})
    room = MAX_BYTES - len(fitting) - 1
    longest = write_message({**PLAIN, "statement": "x" * room})

    assert parse_message(longest).statement == "x" * room
    with pytest.raises(MalformedMessageError) as refused:
        parse_message(write_message({**PLAIN, "statement": "x" * (room + 1)}))
    assert refused.value.reason == "A message has at most 2048 bytes."


class _Untouchable(str):
    """A text that tells if anything but its length is looked at."""

    __slots__ = ()

    def split(self, *_: Any, **__: Any) -> list[str]:
        raise AssertionError("it was split")

    def isascii(self) -> bool:
        raise AssertionError("it was read")


def test_a_text_of_16_kilobytes_is_refused_by_its_length_alone() -> None:
    with pytest.raises(MalformedMessageError):
        parse_message(_Untouchable(write_message({**PLAIN, "statement": "a" * 16_384})))


#: Where patterns that backtrack would not end within a lifetime; whether the message is one at all stands beside it.
SLOW_FOR_OTHERS = [
    ({"domain": "a" * 1700}, True),
    ({"domain": ":" * 1700}, False),
    ({"domain": "a:" * 850 + "/"}, False),
    ({"domain": "%41" * 550 + "%"}, False),
    ({"domain": "@" * 1700}, False),
    ({"URI": "a" * 1700}, False),
    ({"URI": "https://" + "a" * 1600 + "\\"}, False),
    ({"URI": "https://" + ":" * 1600 + "\\"}, False),
    ({"URI": "https://a/" + "/" * 1600 + "\\"}, False),
    ({"URI": "a:" + "/a" * 800 + "\\"}, False),
    ({"URI": "https://a?" + "?/" * 800 + "\\"}, False),
    ({"Request ID": "%41" * 550 + "%"}, False),
    ({"statement": "a " * 800 + "\\"}, False),
    ({"resources": ["a:"] * 340 + ["\\"]}, False),
    ({"resources": ["a:"] * 340}, True),
]


@pytest.mark.parametrize(("changes", "is_one"), SLOW_FOR_OTHERS, ids=range(len(SLOW_FOR_OTHERS)))
def test_texts_made_to_be_slow_come_to_an_end(changes: dict[str, Any], is_one: bool) -> None:
    text = write_message({**PLAIN, **changes})
    assert len(text) <= MAX_BYTES

    try:
        read = parse_message(text).text == text
    except MalformedMessageError:
        read = False

    assert read is is_one


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=400))
def test_no_text_breaks_the_reader(text: str) -> None:
    with pytest.raises(MalformedMessageError):
        parse_message(text)


@settings(max_examples=500, deadline=None)
@given(st.data())
def test_a_message_with_one_piece_changed_is_read_or_refused(data: st.DataObject) -> None:
    text = write_message(FULL)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 8)))
    changed = text[:start] + data.draw(st.text(st.characters(), max_size=8)) + text[end:]

    try:
        read = parse_message(changed)
    except MalformedMessageError:
        return

    assert read.text == changed
    assert changed.isascii()
