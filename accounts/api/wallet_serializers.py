"""Shapes of wallet login and of a member's wallets."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.api.serializers import TokenPairSerializer
from accounts.enums import NoncePurpose
from accounts.models import Wallet
from accounts.wallet.message import MAX_BYTES
from moviesite.common.api.serializers import StrictSerializer

#: A wallet that is not created yet sends the call that would create it along (EIP-6492): 8 KB in hexadecimal.
MAX_SIGNATURE = 2 * 8192 + 2


class NonceRequestSerializer(StrictSerializer):
    """What the signature shall be for, and optionally an address to be given back in EIP-55 form."""

    purpose = serializers.ChoiceField(choices=NoncePurpose.choices, default=NoncePurpose.LOGIN)
    address = serializers.CharField(max_length=42, required=False)


class NonceSerializer(serializers.Serializer[Any]):
    """What to write into the message. `address` is there if one was sent."""

    nonce = serializers.CharField()
    expires_at = serializers.DateTimeField()
    domain = serializers.CharField()
    uri = serializers.CharField()
    statement = serializers.CharField()
    version = serializers.CharField()
    chain_ids = serializers.ListField(child=serializers.IntegerField())
    address = serializers.CharField(required=False)


class WalletProofSerializer(StrictSerializer):
    """A message as it was signed, to the byte, and the signature in hexadecimal."""

    message = serializers.CharField(max_length=MAX_BYTES, trim_whitespace=False)
    signature = serializers.CharField(max_length=MAX_SIGNATURE, trim_whitespace=False)


class ConnectedSerializer(TokenPairSerializer):
    """A pair of tokens, and whether the member was made by this login."""

    created = serializers.BooleanField()


class WalletSerializer(serializers.ModelSerializer[Wallet]):
    """One of the member's wallets, as the member sees it."""

    class Meta:
        model = Wallet
        fields = ("id", "address", "chain_id", "is_contract", "created_at", "last_used_at")
        read_only_fields = fields
