"""The one judgement of a signature, in the order of EIP-6492."""

from __future__ import annotations

from accounts.wallet.chain import Chain
from accounts.wallet.contracts import deployless_validation, is_magic, is_one, unwrap, validation_call
from accounts.wallet.errors import InvalidSignatureError
from accounts.wallet.message import SignInMessage
from accounts.wallet.signature import decode_signature, personal_digest, recover_address


def verify_signature(message: SignInMessage, signature: str, chain: Chain | None) -> bool:
    """Whether a contract vouched for the signature (True) or a key made it (False); else InvalidSignatureError.

    What is judged is the text as it was signed, never a message written anew from its fields. Without a chain only keys
    count. With one: a wrapped signature first, then the contract at the address, and a key only where there is no
    contract; a node that does not answer refuses.
    """
    digest, given = personal_digest(message.text), decode_signature(signature)
    if chain is not None and _contract_vouches(chain, message.address, digest, given):
        return True
    if recover_address(digest, given) != message.address:
        raise InvalidSignatureError("another account signed")
    return False


def _contract_vouches(chain: Chain, address: str, digest: bytes, signature: bytes) -> bool:
    """True if the contract says yes, False if there is none to ask; InvalidSignatureError if it says no."""
    wrapped = unwrap(signature)
    if chain.has_code(address):
        inner = wrapped.signature if wrapped else signature
        vouched = is_magic(chain.call(validation_call(digest, inner), to=address))
    elif wrapped:
        vouched = is_one(chain.call(deployless_validation(address, wrapped, digest)))
    else:
        return False
    if not vouched:
        raise InvalidSignatureError("the contract refuses")
    return True
