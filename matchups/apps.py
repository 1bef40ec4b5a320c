from django.apps import AppConfig


class MatchupsConfig(AppConfig):
    """Top fours, and votes between them."""

    name = "matchups"
