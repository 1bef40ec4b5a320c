"""Rules that look at words as they are written."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from adminpanel.enums import AutomodAction, AutomodMatch, ReportedKind
from moviesite.common.models import TimeStampedModel

MAX_PATTERN = 300


class AutomodRule(TimeStampedModel):
    """Catches what meets all of the conditions that are filled in; a rule without any catches nothing."""

    name = models.CharField(max_length=80, unique=True)
    match = models.CharField(max_length=6, choices=AutomodMatch.choices, default=AutomodMatch.PHRASE)
    pattern = models.CharField(max_length=MAX_PATTERN, blank=True)
    min_links = models.PositiveSmallIntegerField(null=True, blank=True, help_text="At least so many links")
    max_account_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Written by an account younger than so many days"
    )
    min_capitals = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Percent of the letters that are capitals, of at least 20 letters with case"
    )
    language = models.CharField(
        max_length=8, blank=True, help_text="ISO 639-1; what the text says, or its script tells"
    )
    action = models.CharField(max_length=4, choices=AutomodAction.choices, default=AutomodAction.FLAG)
    is_active = models.BooleanField(default=False, help_text="Try the rule first")
    hits = models.PositiveIntegerField(default=0, editable=False)
    last_hit_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(name="automod_match_known", condition=Q(match__in=AutomodMatch.values)),
            models.CheckConstraint(name="automod_action_known", condition=Q(action__in=AutomodAction.values)),
        ]

    def __str__(self) -> str:
        return self.name


class AutomodHit(models.Model):
    """That a rule caught a text; once for each text, however often it is looked at. `digest` is SHA-256 in hex."""

    rule = models.ForeignKey(AutomodRule, on_delete=models.CASCADE, related_name="hit_rows")
    case = models.ForeignKey("ModerationCase", on_delete=models.CASCADE, related_name="automod_hits")
    kind = models.CharField(max_length=8, choices=ReportedKind.choices)
    object_id = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "kind", "object_id", "digest"], name="automod_hit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} caught {self.kind} {self.object_id}"
