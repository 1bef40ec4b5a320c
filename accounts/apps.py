from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who people are and how they are reached."""

    name = "accounts"

    def ready(self) -> None:
        """Connect the receivers, and tell the schema how to log in."""
        from accounts import receivers  # noqa: F401
        from accounts.api import extensions  # noqa: F401
