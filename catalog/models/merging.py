"""Titles that may be one, and titles that were made one."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from catalog.enums import MatchState
from catalog.models.title import Title


class TitleMatch(models.Model):
    """The suspicion that two titles are one: `first` is the one that was there before.

    `score` is 0–1; `reasons` are [name, points] pairs that say where it comes from.
    """

    first = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="matches_as_first")
    second = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="matches_as_second")
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=MatchState.choices, default=MatchState.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="title_matches"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-score", "id"]
        verbose_name_plural = "title matches"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="title_match_once"),
            models.CheckConstraint(name="title_match_of_two", condition=~models.Q(first=models.F("second"))),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "-score", "id"], name="title_match_desk")]

    def __str__(self) -> str:
        return f"{self.first_id} = {self.second_id} ({self.score:.2f})"


class TitleMerge(models.Model):
    """Two titles made one: `gone` stays as an archived row that leads to `kept`.

    `moves` says per table which rows changed hands and what was folded, so that undoing gives everything back.
    """

    kept = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="merges_into")
    gone = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="merges_from")
    moves = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="title_merges"
    )
    made_at = models.DateTimeField(default=timezone.now)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="title_merges_undone"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.gone_id} into {self.kept_id}"
