"""Why a proof is none. The services turn these into what the API and the pages say."""

from __future__ import annotations


class MalformedMessageError(Exception):
    """The text is not a message by the grammar of EIP-4361; `reason` is one sentence for whoever wrote the client."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ForeignMessageError(Exception):
    """A well-formed message that was written for another site, chain or time; `reason` says which of them."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class InvalidSignatureError(Exception):
    """No signature of this message by this account, or one that could not be checked."""


class ChainError(InvalidSignatureError):
    """The chain's node did not answer in time, or not in the way a node answers."""
