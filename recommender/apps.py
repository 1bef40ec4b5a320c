from django.apps import AppConfig


class RecommenderConfig(AppConfig):
    """Learns from what members do and serves what they may like."""

    name = "recommender"

    def ready(self) -> None:
        """Connect the receivers."""
        from recommender import receivers  # noqa: F401
        from recommender.news import register_kinds
        from recommender.owndata import register_sections
        from recommender.titlemoves import register_movers

        register_kinds()
        register_sections()
        register_movers()
