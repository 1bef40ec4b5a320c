"""What is asked of contract wallets, byte by byte, and the program that asks those not created yet."""

from __future__ import annotations

import pytest
from eth_abi import encode
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.wallet.addresses import address_bytes, keccak256
from accounts.wallet.contracts import (
    COUNTERFACTUAL_MARK,
    MAGIC,
    CounterfactualSignature,
    deployless_validation,
    is_magic,
    is_one,
    unwrap,
    validation_call,
)
from accounts.wallet.errors import InvalidSignatureError
from tests.accounts.wallet.evm import World, run
from tests.accounts.wallet.signing import Signer

DIGEST = bytes(range(32))
WALLET = Signer(9).address
FACTORY = bytes.fromhex("fa" * 20)
YES = MAGIC.ljust(32, b"\x00")
PARTS = CounterfactualSignature(factory=FACTORY, factory_call=b"create it" * 9, signature=b"inner" * 13)


def wrapped(parts: CounterfactualSignature = PARTS) -> bytes:
    body = encode(["address", "bytes", "bytes"], ["0x" + parts.factory.hex(), parts.factory_call, parts.signature])
    return body + COUNTERFACTUAL_MARK


def test_the_question_is_encoded_as_the_abi_says() -> None:
    for signature in (b"", b"a", b"a" * 32, b"a" * 65):
        selector = keccak256(b"isValidSignature(bytes32,bytes)")[:4]
        assert validation_call(DIGEST, signature) == selector + encode(["bytes32", "bytes"], [DIGEST, signature])


@pytest.mark.parametrize(
    ("answer", "yes"),
    [
        (YES, True),
        (YES + bytes(32), True),
        (MAGIC, False),
        (b"", False),
        (bytes(31) + b"\x01", False),
        (MAGIC.rjust(32, b"\x00"), False),
        (MAGIC + b"\xff" * 28, False),
        (bytes.fromhex("ffffffff").ljust(32, b"\x00"), False),
    ],
)
def test_only_the_magic_value_is_a_yes(answer: bytes, yes: bool) -> None:
    assert is_magic(answer) is yes


def test_a_wrapper_is_taken_apart() -> None:
    assert unwrap(wrapped()) == PARTS
    assert unwrap(b"a" * 65) is None
    assert unwrap(b"") is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        bytes(64),
        b"\xff" * 96,
        bytes(32) + b"\xff" * 64,
        bytes(32) + (96).to_bytes(32) + (10**9).to_bytes(32) + bytes(64),
        bytes(32) + (96).to_bytes(32) + (96).to_bytes(32) + (33).to_bytes(32) + bytes(32),
        b"\x01" + bytes(31) + (96).to_bytes(32) + (96).to_bytes(32) + bytes(64),
    ],
    ids=range(7),
)
def test_a_damaged_wrapper_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidSignatureError):
        unwrap(body + COUNTERFACTUAL_MARK)


def test_a_wrapper_inside_a_wrapper_is_refused() -> None:
    with pytest.raises(InvalidSignatureError):
        unwrap(wrapped(CounterfactualSignature(FACTORY, b"", wrapped())))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_break_the_unwrapping(body: bytes) -> None:
    try:
        parts = unwrap(body + COUNTERFACTUAL_MARK)
    except InvalidSignatureError:
        return

    assert parts is not None
    assert len(parts.factory) == 20


def world_with(answer: bytes | None, *, factory_works: bool = True) -> World:
    """A world in which the wallet exists only once its factory was called, and answers so."""
    world = World()

    def factory(data: bytes) -> bytes | None:
        if not factory_works or data != PARTS.factory_call:
            return None
        world.contracts[address_bytes(WALLET)] = wallet
        return b"made"

    def wallet(data: bytes) -> bytes | None:
        return answer if data == validation_call(DIGEST, PARTS.signature) else bytes(32)

    world.contracts[FACTORY] = factory
    return world


def ask(world: World) -> bytes:
    return run(deployless_validation(WALLET, PARTS, DIGEST), world)


def test_the_program_creates_the_wallet_and_hears_its_yes() -> None:
    world = world_with(YES)

    assert is_one(ask(world))
    assert world.calls == [
        ("call", FACTORY, PARTS.factory_call),
        ("staticcall", address_bytes(WALLET), validation_call(DIGEST, PARTS.signature)),
    ]


@pytest.mark.parametrize(
    "answer",
    [None, b"", MAGIC, YES[:31], bytes(32), b"\xff" * 32, MAGIC.rjust(32, b"\x00"), b"\x01".rjust(32, b"\x00")],
)
def test_the_program_takes_nothing_else_for_a_yes(answer: bytes | None) -> None:
    assert ask(world_with(answer)) == bytes(32)


def test_a_factory_that_makes_no_wallet_is_a_no() -> None:
    # Without code at the address the call succeeds; its own question, still in memory, begins with the magic value.
    assert ask(world_with(YES, factory_works=False)) == bytes(32)
    assert ask(World()) == bytes(32)


@pytest.mark.parametrize("sizes", [(0, 0), (1, 1), (31, 33), (4000, 4000)])
def test_the_program_fits_whatever_is_packed_into_it(sizes: tuple[int, int]) -> None:
    parts = CounterfactualSignature(FACTORY, b"f" * sizes[0], b"s" * sizes[1])
    world = World({address_bytes(WALLET): lambda data: YES})

    assert is_one(run(deployless_validation(WALLET, parts, DIGEST), world))
    assert [data for _, _, data in world.calls] == [parts.factory_call, validation_call(DIGEST, parts.signature)]
