"""Base classes of models."""

from __future__ import annotations

from django.db import models


class TimeStampedModel(models.Model):
    """Adds when a row was made and last saved."""

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
