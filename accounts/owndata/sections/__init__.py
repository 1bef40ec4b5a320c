"""The accounts' own sections, in the order in which they are read back."""

from accounts.owndata.registry import exempt_models, register_section
from accounts.owndata.sections.access import (
    ApiTokenSection,
    LoginSection,
    PasskeySection,
    SecondFactorSection,
    SecurityEventSection,
    TelegramSection,
    WalletSection,
)
from accounts.owndata.sections.identity import AccountSection, AvatarSection, ProfileSection
from accounts.owndata.sections.news import ActivitySection, NotificationSection, PreferenceSection
from accounts.owndata.sections.people import BlockSection, FollowerSection, FollowSection, MuteSection

SECTIONS = (
    AccountSection,
    ProfileSection,
    AvatarSection,
    FollowSection,
    FollowerSection,
    BlockSection,
    MuteSection,
    PreferenceSection,
    NotificationSection,
    ActivitySection,
    WalletSection,
    PasskeySection,
    SecondFactorSection,
    ApiTokenSection,
    TelegramSection,
    LoginSection,
    SecurityEventSection,
)


def register_sections() -> None:
    """Make them known."""
    for section in SECTIONS:
        register_section(section())
    exempt_models(
        {
            "accounts.SignInNonce": "lives five minutes, is a secret, and goes with its member",
            "accounts.TelegramCode": "lives ten minutes, is a secret, and goes with its member",
            "accounts.NotificationFeed": "the key of a private address; goes with its member, who can have another",
        }
    )
