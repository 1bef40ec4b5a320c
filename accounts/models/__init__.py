"""Members, how they prove who they are, what they are to each other and what the site tells them."""

from accounts.models.activity import Activity
from accounts.models.api_token import ApiToken
from accounts.models.avatar import Avatar
from accounts.models.factors import Passkey, RecoveryCode, TotpDevice
from accounts.models.notification import Delivery, Notification, NotificationFeed, NotificationPreference
from accounts.models.people import Block, Follow, Mute
from accounts.models.profile import Profile
from accounts.models.security import SecurityEvent
from accounts.models.session import BrowserSession, RefreshFamily
from accounts.models.telegram import TelegramChat, TelegramCode, TelegramMessage, TelegramUpdate
from accounts.models.user import User
from accounts.models.wallet import SignInNonce, Wallet

__all__ = [
    "Activity",
    "ApiToken",
    "Avatar",
    "Block",
    "BrowserSession",
    "Delivery",
    "Follow",
    "Mute",
    "Notification",
    "NotificationFeed",
    "NotificationPreference",
    "Passkey",
    "Profile",
    "RecoveryCode",
    "RefreshFamily",
    "SecurityEvent",
    "SignInNonce",
    "TelegramChat",
    "TelegramCode",
    "TelegramMessage",
    "TelegramUpdate",
    "TotpDevice",
    "User",
    "Wallet",
]
