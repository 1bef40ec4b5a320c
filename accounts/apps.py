from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who people are and how they are reached."""

    name = "accounts"

    def ready(self) -> None:
        """Connect the receivers."""
        from accounts import receivers  # noqa: F401
