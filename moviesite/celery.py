"""The Celery application; tasks are found in each app's `tasks` module."""

import os

from celery import Celery, signals
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moviesite.settings.dev")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

TRANSPORT_ALIASES["redis"] = "moviesite.common.redisbroker:RestartableTransport"
app = Celery("marquee", task_cls="moviesite.events.poison:GuardedTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.import_modules.connect(sender=app)
def watch(**_: object) -> None:
    """Once the settings can be read, whatever runs tasks is watched."""
    import moviesite.ops.observing  # noqa: F401
