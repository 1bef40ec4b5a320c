"""Asking a node of a chain (Ethereum JSON-RPC), within a time, a size and a trust that are all bounded."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Protocol

import orjson
import requests
from urllib3.exceptions import HTTPError

from accounts.wallet.errors import ChainError

MAX_ANSWER = 64 * 1024
_PIECE = 8 * 1024


class Chain(Protocol):
    """What must be known of a chain to judge a contract wallet. Both raise ChainError where there is no answer."""

    def has_code(self, address: str) -> bool:
        """Whether a contract lives at the address."""

    def call(self, data: bytes, to: str | None = None) -> bytes:
        """What a call would return now; without `to`, what the creation code `data` would."""


class JsonRpcChain:
    """A node behind an address from the settings. `timeout` is in seconds and holds for all questions together."""

    def __init__(self, url: str, timeout: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._url, self._clock = url, clock
        self._deadline = clock() + timeout

    def has_code(self, address: str) -> bool:
        """Whether a contract lives at the address."""
        return len(self._ask("eth_getCode", [address, "latest"])) > 0

    def call(self, data: bytes, to: str | None = None) -> bytes:
        """What a call would return now; a revert is an error of the node and so a ChainError."""
        transaction = {"data": "0x" + data.hex()}
        if to is not None:
            transaction["to"] = to
        return self._ask("eth_call", [transaction, "latest"])

    def _ask(self, method: str, params: list[Any]) -> bytes:
        question = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        try:
            answer = orjson.loads(self._post(orjson.dumps(question)))
        except (requests.RequestException, HTTPError, ValueError, OSError) as error:
            raise ChainError(f"{method} failed") from error
        if not isinstance(answer, dict) or answer.get("error") is not None or answer.get("id") != 1:
            raise ChainError(f"{method} was refused")
        result = answer.get("result")
        if not isinstance(result, str) or not result.startswith("0x"):
            raise ChainError(f"{method} gave no bytes")
        try:
            return bytes.fromhex(result[2:])
        except ValueError as error:
            raise ChainError(f"{method} gave no bytes") from error

    def _post(self, body: bytes) -> bytes:
        """The body of the answer, read piece by piece: a node that drips must not outlive the deadline either."""
        with requests.Session() as session:
            session.trust_env = False  # neither a proxy nor a password from the machine's environment
            response = session.post(
                self._url,
                data=body,
                headers={"Content-Type": "application/json", "Accept-Encoding": "identity"},
                timeout=self._remaining(),
                allow_redirects=False,
                stream=True,
            )
            with response:
                if response.status_code != 200:
                    raise ChainError(f"the node answered {response.status_code}")
                found = bytearray()
                while piece := response.raw.read1(_PIECE):
                    found += piece
                    if len(found) > MAX_ANSWER:
                        raise ChainError("the node's answer is too long")
                    self._remaining()
                return bytes(found)

    def _remaining(self) -> float:
        left = self._deadline - self._clock()
        if left <= 0:
            raise ChainError("the node took too long")
        return left
