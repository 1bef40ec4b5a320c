"""All tables as values, for comparing what was with what is."""

from __future__ import annotations

from typing import Any

from django.apps import apps

#: What tells that something happened; none of it is part of what there is.
LOGS = {"catalog.TitleMerge", "catalog.TitleMatch", "events.OutboxEvent", "moviesite_events.OutboxEvent"}


def all_tables() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table but the logs."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label
        if label not in LOGS and model._meta.managed:
            found[label] = list(model._base_manager.order_by("pk").values())
    return found


def differences(before: dict[str, list[dict[str, Any]]], after: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Tables that differ, with what they hold now and held before."""
    return {
        label: ([row for row in rows if row not in after[label]], [row for row in after[label] if row not in rows])
        for label, rows in before.items()
        if rows != after[label]
    }
