"""Contract wallets: what to ask a chain about their signatures (EIP-1271, EIP-6492), as bytes.

EIP-6492 lets a wallet sign before its contract exists: the signature carries the call that would create it. Instead of
the standard's compiled validator a program of some 150 bytes is assembled for each question. A node runs it as the
creation code of a contract that is never created (`eth_call` without `to`), so nothing has to be deployed anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from accounts.wallet.addresses import address_bytes
from accounts.wallet.errors import InvalidSignatureError

#: bytes4(keccak256("isValidSignature(bytes32,bytes)")), selector and answer in one (EIP-1271).
MAGIC = bytes.fromhex("1626ba7e")
#: The last 32 bytes of a signature of a wallet that may not exist yet (EIP-6492).
COUNTERFACTUAL_MARK = bytes.fromhex("6492" * 16)
_WORD = 32


@dataclass(frozen=True, slots=True)
class CounterfactualSignature:
    """An unwrapped EIP-6492 signature: the factory's 20 bytes, what to call it with, and the inner signature."""

    factory: bytes
    factory_call: bytes
    signature: bytes


def unwrap(signature: bytes) -> CounterfactualSignature | None:
    """The parts of an EIP-6492 signature, None for any other; InvalidSignatureError for a damaged wrapper."""
    if not signature.endswith(COUNTERFACTUAL_MARK):
        return None
    body = signature[: -len(COUNTERFACTUAL_MARK)]
    factory = _word(body, 0)
    if factory >> 160:
        raise InvalidSignatureError("the factory is no address")
    parts = CounterfactualSignature(
        factory=factory.to_bytes(20),
        factory_call=_bytes_at(body, _word(body, 1)),
        signature=_bytes_at(body, _word(body, 2)),
    )
    if parts.signature.endswith(COUNTERFACTUAL_MARK):
        raise InvalidSignatureError("a wrapper inside a wrapper")
    return parts


def _word(body: bytes, index: int) -> int:
    word = body[index * _WORD : (index + 1) * _WORD]
    if len(word) < _WORD:
        raise InvalidSignatureError("the wrapper is too short")
    return int.from_bytes(word)


def _bytes_at(body: bytes, offset: int) -> bytes:
    """A dynamic value of the contract ABI: its length in one word, then its bytes."""
    if offset > len(body) - _WORD:
        raise InvalidSignatureError("the wrapper points outside itself")
    length = int.from_bytes(body[offset : offset + _WORD])
    if length > len(body) - offset - _WORD:
        raise InvalidSignatureError("the wrapper is too short")
    return body[offset + _WORD : offset + _WORD + length]


def validation_call(digest: bytes, signature: bytes) -> bytes:
    """Call data of `isValidSignature(digest, signature)`."""
    padding = bytes(-len(signature) % _WORD)
    return MAGIC + digest + (2 * _WORD).to_bytes(_WORD) + len(signature).to_bytes(_WORD) + signature + padding


def is_magic(answer: bytes) -> bool:
    """Whether a contract said yes: exactly the magic value, padded to one word."""
    return answer[:_WORD] == MAGIC.ljust(_WORD, b"\x00")


def deployless_validation(address: str, parts: CounterfactualSignature, digest: bytes) -> bytes:
    """Creation code that calls the factory, then asks the wallet, and returns one word: 1 for yes, 0 for no."""
    question = validation_call(digest, parts.signature)
    # The length of the program stands in the program, as two bytes whatever it is; so one dry run tells it.
    start = len(_program(address, parts, len(question), 0))
    return _program(address, parts, len(question), start) + parts.factory_call + question


def is_one(answer: bytes) -> bool:
    """Whether the program of `deployless_validation` said yes."""
    return answer == (1).to_bytes(_WORD)


def _program(address: str, parts: CounterfactualSignature, asked: int, start: int) -> bytes:
    """Ethereum machine code (Yellow Paper, appendix H); operands are pushed last first."""
    made = len(parts.factory_call)
    return b"".join(
        (
            _push2(made), _push2(start), _push1(0), _CODECOPY,
            # What the factory answers does not matter: the wallet may exist by now, and is asked next either way.
            _push1(0), _push1(0), _push2(made), _push1(0), _push1(0), _PUSH20 + parts.factory, _GAS, _CALL, _POP,
            _push2(asked), _push2(start + made), _push1(0), _CODECOPY,
            _push1(_WORD), _push1(0), _push2(asked), _push1(0), _PUSH20 + address_bytes(address), _GAS, _STATICCALL,
            # It ran, and gave back a word, and the word is the magic value. An address without code gives nothing.
            _RETURNDATASIZE, _push1(_WORD - 1), _LT, _AND,
            _PUSH32 + MAGIC.ljust(_WORD, b"\x00"), _push1(0), _MLOAD, _EQ, _AND,
            _push1(0), _MSTORE, _push1(_WORD), _push1(0), _RETURN,
        )
    )  # fmt: skip


_LT, _EQ, _AND, _CODECOPY, _RETURNDATASIZE = b"\x10", b"\x14", b"\x16", b"\x39", b"\x3d"
_POP, _MLOAD, _MSTORE, _GAS = b"\x50", b"\x51", b"\x52", b"\x5a"
_PUSH20, _PUSH32, _CALL, _RETURN, _STATICCALL = b"\x73", b"\x7f", b"\xf1", b"\xf3", b"\xfa"


def _push1(value: int) -> bytes:
    return b"\x60" + value.to_bytes(1)


def _push2(value: int) -> bytes:
    return b"\x61" + value.to_bytes(2)
