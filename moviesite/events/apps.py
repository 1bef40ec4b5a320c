from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class EventsConfig(AppConfig):
    """The outbox and its relay."""

    name = "moviesite.events"
    label = "events"
    verbose_name = "Events"

    def ready(self) -> None:
        """Both signals come once for each app; heard for the project's own, they come once."""
        from moviesite.common.migrating import hurry, relax

        pre_migrate.connect(hurry, sender=self)
        post_migrate.connect(relax, sender=self)
