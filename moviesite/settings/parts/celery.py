"""Celery: RabbitMQ or Redis by URL, else kombu's file-system transport, which needs no server at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from celery.schedules import crontab

from moviesite.settings import env

_HOUR = 3600


def transport_options(broker: str, data_dir: Path) -> dict[str, Any]:
    """What kombu is told beside the broker's address."""
    if broker.startswith("filesystem:"):
        folder = data_dir / "broker"
        for name in ("queue", "control"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        return {
            # One folder for both directions: what one process puts in, another takes out.
            "data_folder_in": str(folder / "queue"),
            "data_folder_out": str(folder / "queue"),
            "control_folder": str(folder / "control"),
            "store_processed": False,
        }
    if broker.startswith("redis"):
        # More than twice what a task may take: until then nobody else is handed its message. Those that may take a
        # night hold a lease instead, as what a killed worker had in hand must not wait for a day.
        return {"visibility_timeout": 2 * _HOUR + 600}
    return {"confirm_publish": True}  # a RabbitMQ that ends takes nothing along that it has not answered for


def celery(data_dir: Path) -> dict[str, Any]:
    """Settings with the CELERY_ prefix. Tasks survive a killed worker and are bounded in time."""
    broker = env.text("CELERY_BROKER_URL", "filesystem://")
    return {
        "BROKER_URL": broker,
        "BROKER_TRANSPORT_OPTIONS": transport_options(broker, data_dir),
        "BROKER_CONNECTION_RETRY_ON_STARTUP": True,
        "RESULT_BACKEND": None,
        "TASK_IGNORE_RESULT": True,
        "TASK_SERIALIZER": "json",
        "ACCEPT_CONTENT": ["json"],
        "TASK_ACKS_LATE": True,
        "TASK_REJECT_ON_WORKER_LOST": True,
        "TASK_TIME_LIMIT": _HOUR,
        "TASK_SOFT_TIME_LIMIT": _HOUR - 120,
        "WORKER_PREFETCH_MULTIPLIER": 1,
        "WORKER_MAX_TASKS_PER_CHILD": 200,
        "WORKER_HIJACK_ROOT_LOGGER": False,
        "WORKER_SOFT_SHUTDOWN_TIMEOUT": 10,
        "TIMEZONE": "UTC",
        "BEAT_SCHEDULER": "moviesite.ops.schedule:SharedScheduler",
        "BEAT_SCHEDULE": SCHEDULE,
    }


# Tasks are named as strings: the project imports no app.
SCHEDULE: dict[str, dict[str, Any]] = {
    "events.relay": {"task": "moviesite.events.relay", "schedule": 10.0},
    "events.prune": {"task": "moviesite.events.prune", "schedule": float(_HOUR)},
    "accounts.prune_refresh_families": {"task": "accounts.prune_refresh_families", "schedule": 6.0 * _HOUR},
    "accounts.prune_nonces": {"task": "accounts.prune_nonces", "schedule": 600.0},
    "accounts.prune_browser_sessions": {"task": "accounts.prune_browser_sessions", "schedule": 6.0 * _HOUR},
    "accounts.prune_security_events": {"task": "accounts.prune_security_events", "schedule": 6.0 * _HOUR},
    "accounts.deliver_notifications": {"task": "accounts.deliver_notifications", "schedule": 60.0},
    "accounts.send_digests": {"task": "accounts.send_digests", "schedule": 900.0},
    "accounts.prune_notifications": {"task": "accounts.prune_notifications", "schedule": 6.0 * _HOUR},
    "accounts.lift_suspensions": {"task": "accounts.lift_suspensions", "schedule": 60.0},
    "accounts.prune_telegram": {"task": "accounts.prune_telegram", "schedule": 6.0 * _HOUR},
    "accounts.prune_activities": {"task": "accounts.prune_activities", "schedule": 6.0 * _HOUR},
    "adminpanel.announce_featured": {
        "task": "adminpanel.announce_featured",
        "schedule": 60.0,
        "options": {"expire_seconds": 55},
    },
    "adminpanel.flush_blocked_hits": {
        "task": "adminpanel.flush_blocked_hits",
        "schedule": 60.0,
        "options": {"expire_seconds": 55},
    },
    "adminpanel.prune_blocked": {"task": "adminpanel.prune_blocked", "schedule": 6.0 * _HOUR},
    "matchups.refit_board": {
        "task": "matchups.refit_board",
        "schedule": crontab(hour="23", minute="50"),
    },  # UTC: the day’s points
    "matchups.detect_abuse": {"task": "matchups.detect_abuse", "schedule": float(_HOUR)},
    "matchups.detect_slow_abuse": {
        "task": "matchups.detect_abuse",
        "schedule": crontab(hour="22", minute="50"),
        "kwargs": {"days": 30.0},
    },
    # After what looks made is held, and before the board is fitted.
    "matchups.check_voters": {"task": "matchups.check_voters", "schedule": crontab(hour="23", minute="20")},
    "matchups.refresh_lineups": {"task": "matchups.refresh_lineups", "schedule": float(_HOUR)},
    "ratings.retry_unmatched_imports": {"task": "ratings.retry_unmatched_imports", "schedule": float(_HOUR)},
    "ratings.resume_imports": {"task": "ratings.resume_imports", "schedule": 300.0},
    "catalog.resume_index_runs": {"task": "catalog.resume_index_runs", "schedule": 300.0},
    "catalog.refresh_search_weights": {"task": "catalog.refresh_search_weights", "schedule": float(_HOUR)},
    "catalog.sweep_merges": {"task": "catalog.sweep_merges", "schedule": 600.0},
    "catalog.refresh_festivals": {"task": "catalog.refresh_festivals", "schedule": crontab(hour="0", minute="40")},
    # What is late is left out: the next one does the same.
    **{
        f"catalog.work_crawl_queue.{provider}": {
            "task": "catalog.work_crawl_queue",
            "schedule": 60.0,
            "kwargs": {"provider": provider},
            "options": {"expire_seconds": 55},
        }
        for provider in ("tmdb", "omdb", "youtube", "jikan")
    },
    "catalog.queue_changes": {"task": "catalog.queue_changes", "schedule": crontab(hour="2", minute="10")},
    "catalog.queue_trending": {"task": "catalog.queue_trending", "schedule": crontab(hour="*/4", minute="20")},
    "catalog.refresh_platforms": {"task": "catalog.refresh_platforms", "schedule": crontab(hour="2", minute="30")},
    "catalog.queue_stale": {"task": "catalog.queue_stale", "schedule": float(_HOUR)},
    "catalog.queue_popular": {"task": "catalog.queue_popular", "schedule": crontab(hour="3", minute="30")},
    "catalog.purge_records": {"task": "catalog.purge_records", "schedule": crontab(hour="4", minute="15")},
    "recommender.analyse_stale": {"task": "recommender.analyse_stale", "schedule": 60.0},
    "recommender.analyse_all": {"task": "recommender.analyse_all", "schedule": crontab(hour="1", minute="10")},
    "recommender.resume_trainings": {
        "task": "recommender.resume_trainings",
        "schedule": 5.0,
        "options": {"expire_seconds": 25},
    },
    "recommender.judge_experiments": {"task": "recommender.judge_experiments", "schedule": float(_HOUR)},
    "recommender.prune_impressions": {
        "task": "recommender.prune_impressions",
        "schedule": crontab(hour="4", minute="35"),
    },
    "recommender.measure_drift": {"task": "recommender.measure_drift", "schedule": crontab(hour="5", minute="10")},
    "recommender.score_all": {"task": "recommender.score_all", "schedule": crontab(hour="5", minute="20")},
    "adminpanel.take_sample": {"task": "adminpanel.take_sample", "schedule": 60.0, "options": {"expire_seconds": 55}},
    "adminpanel.back_up": {"task": "adminpanel.back_up", "schedule": crontab(hour="0", minute="20")},
    "adminpanel.count_days": {"task": "adminpanel.count_days", "schedule": float(_HOUR)},
    "catalog.prune_missed_searches": {
        "task": "catalog.prune_missed_searches",
        "schedule": crontab(hour="4", minute="45"),
    },
    "recommender.train": {"task": "recommender.train_if_stale", "schedule": float(_HOUR)},
}
