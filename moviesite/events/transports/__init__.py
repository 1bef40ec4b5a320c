"""Ways out of the house: RabbitMQ or Kafka, behind one small interface."""

from __future__ import annotations

from django.conf import settings

from moviesite.events.transports.base import Incoming, Transport, TransportError

__all__ = ["Incoming", "Transport", "TransportError", "open_transport"]


def open_transport(url: str = "", name: str = "") -> Transport:
    """The transport of EVENTS_URL (or `url`), connected; TransportError if the broker is away."""
    url, name = url or settings.EVENTS_URL, name or settings.EVENTS_NAME
    if url.startswith("amqp"):
        from moviesite.events.transports.amqp import AmqpTransport

        return AmqpTransport(url, name)
    from moviesite.events.transports.kafka import KafkaTransport  # brings a library of its own, so only where wanted

    return KafkaTransport(url, name)
