"""How members prove who they are. Secrets are shown nowhere."""

from __future__ import annotations

from django.contrib import admin

from accounts.admin.base import KeptByServicesAdmin
from accounts.models import ApiToken, Passkey, RecoveryCode, SecurityEvent, SignInNonce, TotpDevice, Wallet


@admin.register(Wallet)
class WalletAdmin(KeptByServicesAdmin[Wallet]):
    """Wallets."""

    list_display = ("address", "user", "chain_id", "is_contract", "created_at", "last_used_at")
    list_filter = ("chain_id", "is_contract")
    search_fields = ("address_key", "user__username")
    list_select_related = ("user",)


@admin.register(SignInNonce)
class SignInNonceAdmin(KeptByServicesAdmin[SignInNonce]):
    """Nonces not yet used."""

    list_display = ("purpose", "user", "created_at", "expires_at")
    list_filter = ("purpose",)
    search_fields = ("user__username",)
    list_select_related = ("user",)
    exclude = ("value", "browser")


@admin.register(TotpDevice)
class TotpDeviceAdmin(KeptByServicesAdmin[TotpDevice]):
    """Authenticator apps; deleting one lets a member who lost it back in."""

    list_display = ("user", "confirmed_at", "created_at")
    search_fields = ("user__username",)
    list_select_related = ("user",)
    exclude = ("secret", "last_step")


@admin.register(Passkey)
class PasskeyAdmin(KeptByServicesAdmin[Passkey]):
    """Passkeys."""

    list_display = ("name", "user", "created_at", "last_used_at", "sign_count")
    search_fields = ("name", "user__username")
    list_select_related = ("user",)
    exclude = ("public_key",)


@admin.register(RecoveryCode)
class RecoveryCodeAdmin(KeptByServicesAdmin[RecoveryCode]):
    """Recovery codes, used and unused."""

    list_display = ("user", "created_at", "used_at")
    search_fields = ("user__username",)
    list_select_related = ("user",)
    exclude = ("digest",)


@admin.register(ApiToken)
class ApiTokenAdmin(KeptByServicesAdmin[ApiToken]):
    """Personal API tokens."""

    list_display = ("name", "user", "prefix", "created_at", "last_used_at", "expires_at", "revoked_at")
    search_fields = ("name", "prefix", "user__username")
    list_select_related = ("user",)
    exclude = ("digest",)


@admin.register(SecurityEvent)
class SecurityEventAdmin(KeptByServicesAdmin[SecurityEvent]):
    """What happened to accounts in the last 30 days."""

    list_display = ("created_at", "user", "kind", "detail", "network", "country")
    list_filter = ("kind", "created_at")
    search_fields = ("user__username", "network", "detail")
    list_select_related = ("user",)
