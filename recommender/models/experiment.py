"""Experiments: who gets which settings of the recommender, what they were shown, and what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from moviesite.common.models import TimeStampedModel
from recommender.enums import ExperimentStatus, OutcomeKind, PrimaryMetric


class Experiment(TimeStampedModel):
    """A question put to members. `traffic` is the share (0-1) of members who take part; `salt` decides who.

    `running_key` is "running" while the experiment runs and NULL otherwise: one at a time, so that effects never mix.
    """

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    hypothesis = models.TextField(blank=True, max_length=1000)
    status = models.CharField(max_length=10, choices=ExperimentStatus.choices, default=ExperimentStatus.DRAFT)
    running_key = models.CharField(max_length=10, unique=True, null=True, blank=True, editable=False)
    salt = models.CharField(max_length=40, editable=False)
    traffic = models.FloatField(default=1.0, validators=[MinValueValidator(0.0), MaxValueValidator(1.0)])
    metric = models.CharField(max_length=20, choices=PrimaryMetric.choices, default=PrimaryMetric.CLICK)
    alpha = models.FloatField(default=0.05, validators=[MinValueValidator(0.001), MaxValueValidator(0.2)])
    least_members = models.PositiveIntegerField(default=200, help_text="Per arm, before a result may stop it")
    most_days = models.PositiveSmallIntegerField(default=60, help_text="After which it ends without a winner")
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=300, blank=True)
    winner = models.ForeignKey(
        "Arm", on_delete=models.SET_NULL, null=True, blank=True, related_name="won", editable=False
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="experiment_traffic", condition=Q(traffic__gte=0, traffic__lte=1)),
        ]

    def __str__(self) -> str:
        return self.name


class Arm(models.Model):
    """One way to serve. `settings` replace the site's defaults: "adventure" (0-1), "algorithm" (a name)."""

    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="arms")
    key = models.SlugField(max_length=40)
    weight = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1), MaxValueValidator(1000)])
    settings = models.JSONField(default=dict, blank=True)
    is_control = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["experiment_id", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["experiment", "key"], name="arm_once")]

    def __str__(self) -> str:
        return f"{self.experiment.key}: {self.key}"


class Exposure(models.Model):
    """A member who was shown picks of an arm; they stay in it, whatever becomes of weights and traffic."""

    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="exposures")
    arm = models.ForeignKey(Arm, on_delete=models.CASCADE, related_name="exposures")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exposures")
    slates = models.PositiveIntegerField(default=0, help_text="How often picks were shown")
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["experiment_id", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["experiment", "user"], name="exposure_once")]
        indexes: ClassVar = [models.Index(fields=["arm", "id"], name="exposure_by_arm")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.arm_id}"


class Outcome(models.Model):
    """What an exposed member did with a pick, once for each kind and title; `value` is stars for a rating, else 1."""

    exposure = models.ForeignKey(Exposure, on_delete=models.CASCADE, related_name="outcomes")
    kind = models.CharField(max_length=10, choices=OutcomeKind.choices)
    title = models.ForeignKey("catalog.Title", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    day = models.DateField(help_text="Of a return, which counts once a day")
    value = models.FloatField(default=1.0)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["exposure_id", "id"]
        indexes: ClassVar = [models.Index(fields=["exposure", "kind", "title"], name="outcome_by_kind")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.exposure_id}"


class Impression(models.Model):
    """A title that was among a member's picks: when, how often, and how high at best (0 is the first place)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="impressions")
    title = models.ForeignKey("catalog.Title", on_delete=models.CASCADE, related_name="impressions")
    model = models.CharField(max_length=90, help_text="What made the picks")
    times = models.PositiveIntegerField(default=1)
    best_place = models.PositiveSmallIntegerField()
    score = models.FloatField()
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["user_id", "title_id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "title"], name="impression_once")]
        indexes: ClassVar = [models.Index(fields=["last_at", "id"], name="impression_by_time")]

    def __str__(self) -> str:
        return f"{self.title_id} shown to {self.user_id}"
