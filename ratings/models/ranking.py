"""A member's ranking of what they have rated, and the duels it grew from."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from catalog.models import Title
from moviesite.common.models import TimeStampedModel
from ratings.enums import DuelOutcome

MAX_QUESTION = 80


class Ranking(TimeStampedModel):
    """One per member who has answered a duel. `version` rises with every change; writers hold this row's lock."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="ranking")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"Ranking of {self.user_id}"


class RankedTitle(models.Model):
    """A title's place: a smaller `position` is better, numbers between two places are left free.

    Without a position the member has left it out. The row holds only for the rating that was there at `placed_at`: a
    title that was rated later, or is not rated any more, is not in the ranking.
    """

    ranking = models.ForeignKey(Ranking, on_delete=models.CASCADE, related_name="titles")
    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="rankings")
    position = models.BigIntegerField(null=True)
    placed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["ranking_id", "position", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["ranking", "title"], name="ranked_once")]
        indexes: ClassVar = [models.Index(fields=["ranking", "position", "id"], name="ranked_order")]

    def __str__(self) -> str:
        return f"{self.ranking_id} {self.position} {self.title_id}"


class RankingAnswer(models.Model):
    """One answered duel; kept for good, and without effect once it is undone.

    `question` names the duel and the version of the ranking it was asked at. `subject` looked for its place, NULL where
    an old pair was asked again. `effect` is what undoing reads: {"placed": [title ids], "taken": [[title id, index]]}.
    """

    ranking = models.ForeignKey(Ranking, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=MAX_QUESTION)
    left = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="+")
    subject = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="+", null=True, blank=True)
    outcome = models.CharField(max_length=5, choices=DuelOutcome.choices)
    effect = models.JSONField(default=dict, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["ranking_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ranking", "question"], name="ranking_answer_once"),
            models.CheckConstraint(name="ranking_outcome_known", condition=Q(outcome__in=DuelOutcome.values)),
            models.CheckConstraint(name="ranking_two_titles", condition=~Q(left=models.F("right"))),
        ]
        indexes: ClassVar = [models.Index(fields=["ranking", "undone_at", "id"], name="ranking_answers_held")]

    def __str__(self) -> str:
        return f"{self.ranking_id} {self.left_id} {self.right_id} {self.outcome}"


class RankingConversion(models.Model):
    """A ranking turned into stars. `changes` is what undoing reads: [[title id, stars before, stars after]]."""

    ranking = models.ForeignKey(Ranking, on_delete=models.CASCADE, related_name="conversions")
    changes = models.JSONField(default=list)
    applied_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["ranking_id", "-id"]

    def __str__(self) -> str:
        return f"{self.ranking_id} {self.applied_at:%Y-%m-%d}"
