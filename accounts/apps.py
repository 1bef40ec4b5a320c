from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who people are and how they are reached."""

    name = "accounts"

    def ready(self) -> None:
        """Connect the receivers, tell the schema how to log in, and know the kinds of news and the ways they take."""
        from accounts import receivers  # noqa: F401
        from accounts.activity_kinds import register_own_activities
        from accounts.api import extensions  # noqa: F401
        from accounts.notifications.channels.base import register_channel
        from accounts.notifications.channels.email import EmailChannel
        from accounts.notifications.own_kinds import register_own_kinds
        from accounts.owndata.sections import register_sections
        from accounts.telegram import checks  # noqa: F401
        from accounts.telegram.channel import TelegramChannel
        from accounts.telegram.client import is_on

        register_own_kinds()
        register_channel(EmailChannel())
        if is_on():
            register_channel(TelegramChannel())
        register_sections()
        register_own_activities()
