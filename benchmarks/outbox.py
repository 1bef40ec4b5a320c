"""How long an event is on its way: written, published, confirmed, taken, handled.

    EVENTS_URL=amqp://… python manage.py consume_events &
    EVENTS_URL=amqp://… python -m benchmarks.outbox --events 2000 --rate 100

Writes events of a type that nobody listens to into the configured database, at a steady rate, and reads the times that
the loop has left in their rows. They are deleted afterwards.
"""

import argparse
import os
import time

import django
import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moviesite.settings.dev")  # noqa: TID251  a door of the process
django.setup()

from django.db import transaction  # noqa: E402

from moviesite.events.bus import publish  # noqa: E402
from moviesite.events.models import OutboxEvent  # noqa: E402

TYPE = "benchmark"
PATIENCE = 120  # seconds for the last event


def write(events: int, rate: float) -> None:
    """One transaction for each event, `rate` a second."""
    began = time.monotonic()
    for number in range(events):
        with transaction.atomic():
            publish(TYPE, aggregate=f"benchmark:{number % 50}", payload={"number": number})
        time.sleep(max(0.0, began + (number + 1) / rate - time.monotonic()))


def wait() -> None:
    """Until all are delivered; RuntimeError if they are not."""
    deadline = time.monotonic() + PATIENCE
    while OutboxEvent.objects.filter(type=TYPE, delivered_at=None).exists():
        if time.monotonic() > deadline:
            raise RuntimeError("events are left; is consume_events running?")
        time.sleep(0.1)


def main() -> None:
    """Print two lines: until the broker confirmed, and until our consumers were done."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=2000)
    parser.add_argument("--rate", type=float, default=100.0, help="events a second")
    options = parser.parse_args()
    OutboxEvent.objects.filter(type=TYPE).delete()
    write(options.events, options.rate)
    wait()
    rows = OutboxEvent.objects.filter(type=TYPE).values_list("created_at", "published_at", "delivered_at")
    times = list(rows)
    OutboxEvent.objects.filter(type=TYPE).delete()
    for name, column in (("confirmed", 1), ("delivered", 2)):
        ends = [(row[0], row[column]) for row in times]
        lags = [(end - start).total_seconds() * 1000 for start, end in ends if start and end]
        half, most, worst = np.percentile(lags, [50, 99, 100])
        print(f"{name}: {len(lags)} events, p50 {half:.0f} ms, p99 {most:.0f} ms, longest {worst:.0f} ms")


if __name__ == "__main__":
    main()
