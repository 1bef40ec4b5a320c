from django.apps import AppConfig


class RatingsConfig(AppConfig):
    """What members say about titles."""

    name = "ratings"
