"""Second factors: one-time passwords, passkeys and the codes for when both are lost."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class TotpDevice(models.Model):
    """A member's authenticator app (RFC 6238). The secret is encrypted; `last_step` keeps a code from working twice."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="totp_device")
    secret = models.CharField(max_length=255, help_text="Encrypted with a key derived from SECRET_KEY")
    last_step = models.BigIntegerField(default=0, help_text="Time step of the last accepted code")
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="It counts from the first correct code on")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["user_id"]

    def __str__(self) -> str:
        return f"TOTP of {self.user_id}"


class Passkey(models.Model):
    """A WebAuthn credential (W3C Web Authentication, level 3)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential_id = models.CharField(max_length=1400, help_text="base64url")
    credential_key = models.CharField(max_length=64, unique=True, editable=False, help_text="SHA-256 of the id")
    public_key = models.BinaryField(help_text="COSE")
    sign_count = models.PositiveBigIntegerField(default=0)
    transports = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["user_id", "id"]

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """A code that stands in for a second factor once; only its hash is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["user_id", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return f"Recovery code of {self.user_id}"
