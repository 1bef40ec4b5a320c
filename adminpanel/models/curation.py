"""Who moved which titles through the workflow, when and why."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from catalog.enums import TitleStatus
from catalog.models import Title


class Curation(models.Model):
    """One decision over one or several titles. Undone, each title is what it was, unless somebody moved it since."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="curations"
    )
    to_status = models.CharField(max_length=10, choices=TitleStatus.choices)
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    undone_at = models.DateTimeField(null=True, blank=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="undone_curations"
    )

    class Meta:
        ordering: ClassVar = ["-id"]
        permissions: ClassVar = [
            ("submit_titles", "Can hand titles in for review"),
            ("publish_titles", "Can publish titles and send them back"),
            ("archive_titles", "Can archive titles and bring them back"),
        ]

    def __str__(self) -> str:
        return f"{self.get_to_status_display()}: {self.reason}" if self.reason else self.get_to_status_display()


class CurationStep(models.Model):
    """What a decision did to one title."""

    curation = models.ForeignKey(Curation, on_delete=models.CASCADE, related_name="steps")
    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="curation_steps")
    before = models.CharField(max_length=10, choices=TitleStatus.choices)
    after = models.CharField(max_length=10, choices=TitleStatus.choices)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["curation", "title"], name="curation_step_once")]
        indexes: ClassVar = [models.Index(fields=["title", "-id"], name="curation_of_title")]

    def __str__(self) -> str:
        return f"{self.title_id}: {self.before} → {self.after}"
