"""The project: settings, URLs and the plumbing that every app stands on. It imports no app."""

from moviesite.celery import app as celery_app

__all__ = ["celery_app"]
