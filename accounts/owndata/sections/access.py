"""What proves who a member is, without what would let anybody else prove it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from accounts.models import (
    ApiToken,
    BrowserSession,
    Passkey,
    RecoveryCode,
    RefreshFamily,
    SecurityEvent,
    TelegramChat,
    TotpDevice,
    User,
    Wallet,
)
from accounts.owndata.registry import Row, Section
from accounts.owndata.tables import TableSection, plain
from accounts.telegram.sending import forget_chat


class WalletSection(TableSection):
    """Linked wallets. Each was proven by a signature to this site, so none is read back."""

    name = "wallets"
    models = ("accounts.Wallet",)
    model = Wallet
    columns = ("address", "chain_id", "is_contract", "created_at", "last_used_at")


class PasskeySection(TableSection):
    """Passkeys by name."""

    name = "passkeys"
    models = ("accounts.Passkey",)
    model = Passkey
    columns = ("name", "transports", "created_at", "last_used_at")


class SecondFactorSection(Section):
    """The authenticator app and the recovery codes: that there are some, never what they are."""

    name = "second-factors"
    models = ("accounts.TotpDevice", "accounts.RecoveryCode")

    def rows(self, user: User) -> QuerySet[Any]:
        """The app, if there is one."""
        return TotpDevice.objects.filter(user=user)

    def export(self, user: User) -> Iterator[Row]:
        """The app, and how many codes there are."""
        for made, confirmed in self.rows(user).values_list("created_at", "confirmed_at"):
            yield {"kind": "authenticator app", "created_at": plain(made), "confirmed_at": plain(confirmed)}
        for made, used in RecoveryCode.objects.filter(user=user).order_by("pk").values_list("created_at", "used_at"):
            yield {"kind": "recovery code", "created_at": plain(made), "used_at": plain(used)}

    def merge(self, source: User, target: User) -> None:
        """An app comes along where the target has none. Codes are hashed with their member's id: they cannot."""
        app = TotpDevice.objects.filter(user=source).exclude(confirmed_at=None)
        if app.exists() and not TotpDevice.objects.filter(user=target).exclude(confirmed_at=None).exists():
            TotpDevice.objects.filter(user=target).delete()
            app.update(user=target)


class ApiTokenSection(TableSection):
    """Personal tokens by name. After a merge they act for the target, with the scopes they have."""

    name = "api-tokens"
    models = ("accounts.ApiToken",)
    model = ApiToken
    columns = ("name", "prefix", "scopes", "created_at", "last_used_at", "expires_at", "revoked_at")


class TelegramSection(TableSection):
    """The chat with the bot. It was linked from the chat itself, so it is not read back."""

    name = "telegram"
    models = ("accounts.TelegramChat",)
    model = TelegramChat
    columns = ("chat_id", "linked_at")

    def erase(self, user: User) -> None:
        """What was said in the chat names its number."""
        for chat in self.rows(user).values_list("chat_id", flat=True):
            forget_chat(str(chat))

    def merge(self, source: User, target: User) -> None:
        """The target has one chat: its own, else the source's."""
        if self.rows(target).exists():
            self.erase(source)
            self.rows(source).delete()
        else:
            self.rows(source).update(user=target)


class LoginSection(Section):
    """Where the member is logged in."""

    name = "logins"
    models = ("accounts.BrowserSession", "accounts.RefreshFamily")

    def rows(self, user: User) -> QuerySet[Any]:
        """Browsers."""
        return BrowserSession.objects.filter(user=user)

    def export(self, user: User) -> Iterator[Row]:
        """Browsers and API clients, without the keys of their sessions."""
        shared = ("method", "created_at", "network", "country", "user_agent", "proved_at")
        for row in self.rows(user).order_by("pk").values(*shared, "last_seen_at"):
            yield {"kind": "browser", **{name: plain(value) for name, value in row.items()}}
        families = RefreshFamily.objects.filter(user=user).order_by("created_at", "pk")
        for row in families.values(*shared, "rotated_at", "revoked_at", "revoked_reason"):
            yield {"kind": "api client", **{name: plain(value) for name, value in row.items()}}

    def merge(self, source: User, target: User) -> None:
        """Logins of the source have ended before; there is nothing to move."""


class SecurityEventSection(TableSection):
    """What happened to the account, for 30 days."""

    name = "security-events"
    models = ("accounts.SecurityEvent",)
    model = SecurityEvent
    columns = ("kind", "detail", "network", "country", "user_agent", "created_at")
