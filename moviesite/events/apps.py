from django.apps import AppConfig


class EventsConfig(AppConfig):
    """The outbox and its relay."""

    name = "moviesite.events"
    label = "events"
    verbose_name = "Events"
