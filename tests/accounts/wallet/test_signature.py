"""Digests, recovery, and the one form in which a signature counts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.wallet.addresses import checksum_address, is_checksummed
from accounts.wallet.errors import InvalidSignatureError
from accounts.wallet.signature import ORDER, decode_signature, personal_digest, recover_address
from tests.accounts.wallet.signing import Signer, high_twin

TEXT = "films.example wants you to sign in"


@pytest.mark.parametrize(
    "address",
    [  # the examples of EIP-55
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "0xde709f2102306220921060314715629080e2fb77",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ],
)
def test_capitals_are_those_of_the_standard(address: str) -> None:
    assert checksum_address(address.lower()) == checksum_address("0x" + address[2:].upper()) == address
    assert is_checksummed(address)


@pytest.mark.parametrize("text", ["", "0x", "0x" + "a" * 39, "0x" + "g" * 40, "0X" + "a" * 40, "0x" + "a" * 40 + "\n"])
def test_what_is_no_address_has_no_checksum(text: str) -> None:
    assert not is_checksummed(text)
    with pytest.raises(ValueError):
        checksum_address(text)


def test_the_digest_is_the_one_that_wallets_sign() -> None:
    # hashMessage("Hello World") as ethers documents it
    assert personal_digest("Hello World").hex() == "a1de988600a42c4b4ab089b619297c17d53cffae5d5120d82d8a92d0bb3b78f2"


@pytest.mark.parametrize("number", [1, 2, ORDER - 1])
def test_a_signature_names_its_signer(number: int) -> None:
    signer = Signer(number)

    assert recover_address(personal_digest(TEXT), decode_signature(signer.sign(TEXT))) == signer.address


def test_the_key_one_has_the_address_everybody_knows() -> None:
    assert Signer(1).address == "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"


def test_eth_account_agrees_about_digest_and_signer() -> None:
    from eth_account import Account
    from eth_account.messages import encode_defunct

    signature = Signer(5).sign(TEXT)

    assert Account.recover_message(encode_defunct(text=TEXT), signature=signature) == Signer(5).address


@pytest.mark.parametrize("v", range(256))
def test_only_two_spellings_of_two_recovery_ids_count(v: int) -> None:
    signature = bytearray(decode_signature(Signer(3).sign(TEXT)))
    right = signature[64]
    signature[64] = v

    if v in {right, right - 27}:
        assert recover_address(personal_digest(TEXT), bytes(signature)) == Signer(3).address
    elif v in {0, 1, 27, 28}:
        assert recover_address(personal_digest(TEXT), bytes(signature)) != Signer(3).address
    else:
        with pytest.raises(InvalidSignatureError):
            recover_address(personal_digest(TEXT), bytes(signature))


def test_the_mirrored_signature_is_refused_though_the_curve_takes_it() -> None:
    from coincurve import PublicKey

    digest, twin = personal_digest(TEXT), decode_signature(high_twin(Signer(3).sign(TEXT)))
    recovered = PublicKey.from_signature_and_message(twin[:64] + bytes([twin[64] - 27]), digest, hasher=None)

    assert recovered.format(compressed=False) is not None  # it is a signature by the mathematics
    with pytest.raises(InvalidSignatureError):
        recover_address(digest, twin)


@pytest.mark.parametrize("r", [0, ORDER, ORDER + 1, 2**256 - 1])
@pytest.mark.parametrize("s", [0, ORDER // 2 + 1, ORDER, 2**256 - 1])
def test_numbers_outside_the_group_are_refused(r: int, s: int) -> None:
    for left, right in ((r, 1), (1, s), (r, s)):
        with pytest.raises(InvalidSignatureError):
            recover_address(bytes(32), left.to_bytes(32) + right.to_bytes(32) + b"\x1b")


@pytest.mark.parametrize(
    "text", ["", "0x", "0x1", "1234", "0X12", "0x12 ", "0x12\n", " 0x12", "0xzz", "0x１２", "0x+1", "0x1_"]
)
def test_what_is_no_hexadecimal_is_refused(text: str) -> None:
    with pytest.raises(InvalidSignatureError):
        decode_signature(text)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=70) | st.binary(min_size=65, max_size=65))
def test_no_bytes_break_the_recovery(signature: bytes) -> None:
    try:
        recovered = recover_address(personal_digest(TEXT), signature)
    except InvalidSignatureError:
        return

    assert is_checksummed(recovered)
