from django.apps import AppConfig


class MatchupsConfig(AppConfig):
    """Top fours, and votes between them."""

    name = "matchups"

    def ready(self) -> None:
        """Connect the receivers, and say how feeds tell of top fours."""
        from matchups import receivers  # noqa: F401
        from matchups.owndata import register_sections
        from matchups.titlemoves import register_movers

        register_sections()
        register_movers()
        from matchups.activity_kinds import register_activities

        register_activities()
