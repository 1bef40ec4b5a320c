"""Ethereum wallets of members and the nonces that prove them (EIP-4361)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from accounts.enums import NoncePurpose


class Wallet(models.Model):
    """An address whose holder proved to be this member. A member may have several; an address belongs to one member.

    `address` is kept in EIP-55 form for people; `address_key`, in lower case, is what is compared.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="wallets")
    address = models.CharField(max_length=42)
    address_key = models.CharField(max_length=42, unique=True, editable=False)
    chain_id = models.PositiveBigIntegerField(default=1, help_text="EIP-155 id of the chain it was proven on")
    is_contract = models.BooleanField(default=False, help_text="Proven by the contract at the address (EIP-1271)")
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["user_id", "id"]

    def __str__(self) -> str:
        return self.address

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the key in step with the address."""
        self.address_key = self.address.lower()
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class SignInNonce(models.Model):
    """A nonce handed out and not yet used; using one is deleting it, which only one caller can do."""

    value = models.CharField(max_length=40, primary_key=True)
    purpose = models.CharField(max_length=8, choices=NoncePurpose.choices)
    browser = models.CharField(
        max_length=64, blank=True, help_text="Hash of the cookie it was given with; empty for none"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="sign_in_nonces",
        help_text="Whose wallet is to be linked or proven; empty for logging in",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "value"]

    def __str__(self) -> str:
        return f"{self.purpose} until {self.expires_at:%H:%M:%S}"
