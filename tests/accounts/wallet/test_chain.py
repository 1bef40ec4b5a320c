"""Asking a node: a real server on loopback that behaves well once and badly in every other way."""

from __future__ import annotations

import json
import socket
import time
from typing import Any

import pytest

from accounts.wallet.chain import MAX_ANSWER, JsonRpcChain
from accounts.wallet.contracts import COUNTERFACTUAL_MARK, MAGIC, is_magic
from accounts.wallet.errors import ChainError, InvalidSignatureError
from accounts.wallet.message import parse_message
from accounts.wallet.verify import verify_signature
from tests.accounts.wallet.node import Behaviour, contract, drip, no_contract, result, running_node, send
from tests.accounts.wallet.signing import Signer, write_message
from tests.accounts.wallet.test_contracts import PARTS, wrapped
from tests.accounts.wallet.test_message import PLAIN

YES = "0x" + MAGIC.ljust(32, b"\x00").hex()
SIGNER = Signer(7)
MESSAGE = parse_message(write_message(PLAIN))
GARBLED = "0x" + "ab" * 65


def body(value: bytes, status: int = 200, **headers: str) -> Behaviour:
    return lambda handler, asked: send(handler, value, status, **headers)


def error(code: int, message: str) -> Behaviour:
    refusal = {"jsonrpc": "2.0", "id": 1, "error": {"code": code, "message": message}}
    return body(json.dumps(refusal).encode())


def judge(behaviour: Behaviour, signature: str, timeout: float = 5.0) -> bool:
    with running_node(behaviour) as node:
        return verify_signature(MESSAGE, signature, JsonRpcChain(node.url, timeout))


def test_a_call_is_json_rpc_over_http() -> None:
    with running_node(result(YES)) as node:
        answer = JsonRpcChain(node.url, 5).call(b"\x01\x02", to=MESSAGE.address)

    assert is_magic(answer)
    assert node.asked == [
        {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "eth_call",
            "params": [{"data": "0x0102", "to": MESSAGE.address}, "latest"],
        }
    ]


def test_a_contract_vouches_for_what_no_key_signed() -> None:
    assert judge(contract(YES), GARBLED) is True


def test_a_contract_is_asked_before_a_key_counts() -> None:
    with pytest.raises(InvalidSignatureError):
        judge(contract("0x" + "00" * 32), SIGNER.sign(MESSAGE.text))


def test_a_key_counts_where_there_is_no_contract() -> None:
    assert judge(no_contract(), SIGNER.sign(MESSAGE.text)) is False


def test_a_key_counts_without_any_chain() -> None:
    assert verify_signature(MESSAGE, SIGNER.sign(MESSAGE.text), None) is False


def test_a_wallet_not_created_yet_is_asked_through_its_factory() -> None:
    with running_node(no_contract("0x" + "00" * 31 + "01")) as node:
        assert verify_signature(MESSAGE, "0x" + wrapped().hex(), JsonRpcChain(node.url, 5)) is True

    assert [asked["method"] for asked in node.asked] == ["eth_getCode", "eth_call"]
    assert list(node.asked[1]["params"][0]) == ["data"]


def test_a_wallet_created_since_is_asked_itself_with_the_inner_signature() -> None:
    with running_node(contract(YES)) as node:
        assert verify_signature(MESSAGE, "0x" + wrapped().hex(), JsonRpcChain(node.url, 5)) is True

    assert node.asked[1]["params"][0]["to"] == MESSAGE.address
    assert PARTS.signature.hex() in node.asked[1]["params"][0]["data"]


@pytest.mark.parametrize("answer", ["0x", "0x" + "00" * 32, YES, "0x01", "0x" + "ff" * 32])
def test_a_wallet_not_created_yet_needs_a_plain_yes(answer: str) -> None:
    with pytest.raises(InvalidSignatureError):
        judge(no_contract(answer), "0x" + wrapped().hex())


def test_a_wrapped_signature_of_a_key_is_no_signature_without_a_chain() -> None:
    inner = bytes.fromhex(SIGNER.sign(MESSAGE.text)[2:])
    with pytest.raises(InvalidSignatureError):
        verify_signature(MESSAGE, "0x" + (inner + COUNTERFACTUAL_MARK).hex(), None)


BAD: dict[str, Behaviour] = {
    "a wrong magic value": contract("0x" + "ff" * 32),
    "the magic value alone": contract("0x1626ba7e"),
    "a number": contract(1),
    "nothing": contract(None),
    "a list": contract([YES]),
    "odd hexadecimal": contract("0x1"),
    "no hexadecimal": contract("0xzz"),
    "blanks in hexadecimal": contract("0x16 26"),
    "a revert": error(3, "execution reverted"),
    "a refusal": error(-32601, "the method does not exist"),
    "garbage": body(b"<html>not a node</html>"),
    "no text": body(b"\xff\xfe\x00"),
    "an empty body": body(b""),
    "a list of answers": body(b"[]"),
    "deep nesting": body(b"[" * 60_000),
    "another question's answer": body(json.dumps({"jsonrpc": "2.0", "id": 2, "result": YES}).encode()),
    "an error beside a result": body(json.dumps({"id": 1, "result": YES, "error": {"code": 1}}).encode()),
    "HTTP 500": body(json.dumps({"id": 1, "result": YES}).encode(), 500),
    "HTTP 204": body(b"", 204),
    "a megabyte": contract(YES + "00" * 500_000),
    "a redirect": body(b"", 302, Location="/elsewhere"),
    "a compressed bomb": body(b"\x1f\x8b" + b"\x00" * 100, **{"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("behaviour", BAD.values(), ids=BAD)
@pytest.mark.parametrize("signature", [GARBLED, SIGNER.sign(MESSAGE.text), "0x" + wrapped().hex()])
def test_no_other_answer_is_a_proof(behaviour: Behaviour, signature: str) -> None:
    with pytest.raises(InvalidSignatureError):
        judge(behaviour, signature)


def test_redirects_are_not_followed() -> None:
    with running_node(BAD["a redirect"]) as node, pytest.raises(ChainError):
        JsonRpcChain(node.url, 5).has_code(MESSAGE.address)

    assert [asked["method"] for asked in node.asked] == ["eth_getCode"]


def test_a_long_answer_is_read_no_further_than_allowed() -> None:
    sent: list[int] = []

    def endless(handler: Any, asked: dict[str, Any]) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(10**9))
        handler.end_headers()
        while True:
            sent.append(handler.wfile.write(b"0" * 65_536))

    with running_node(endless) as node, pytest.raises(ChainError, match="too long"):
        JsonRpcChain(node.url, 5).has_code(MESSAGE.address)

    assert sum(sent) < 200 * MAX_ANSWER  # what buffers of the system hold, not a gigabyte


def silent(handler: Any, asked: dict[str, Any]) -> None:
    time.sleep(1)


@pytest.mark.parametrize("behaviour", [silent, drip])
def test_the_time_is_bounded_whether_a_node_is_silent_or_drips(behaviour: Behaviour) -> None:
    with pytest.raises(ChainError):
        judge(behaviour, GARBLED, timeout=0.3)


def test_all_questions_share_one_time() -> None:
    ticks = iter([0.0, 0.0, 1.9, 2.1])
    with running_node(contract(YES)) as node:
        chain = JsonRpcChain(node.url, 2, clock=lambda: next(ticks))
        assert chain.has_code(MESSAGE.address)
        with pytest.raises(ChainError, match="too long"):
            chain.call(b"")

    assert len(node.asked) == 1


def half(handler: Any, asked: dict[str, Any]) -> None:
    whole = json.dumps({"jsonrpc": "2.0", "id": 1, "result": YES}).encode()
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(whole)))
    handler.end_headers()
    handler.wfile.write(whole[:-5])


def test_an_answer_that_ends_in_its_middle_is_no_proof() -> None:
    with running_node(half) as node, pytest.raises(ChainError):
        JsonRpcChain(node.url, 5).has_code(MESSAGE.address)


def test_nobody_listening_is_no_proof() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"

    with pytest.raises(ChainError):
        verify_signature(MESSAGE, SIGNER.sign(MESSAGE.text), JsonRpcChain(url, 1))
