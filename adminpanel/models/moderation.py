"""What members report, and what moderators made of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from adminpanel.enums import AppealState, CaseState, ModerationAction, ReportedKind, ReportReason
from moviesite.common.models import TimeStampedModel

MAX_NOTE, MAX_APPEAL = 1000, 2000


class ModerationCase(models.Model):
    """Everything that was said about one review, list or member, however often and by whomever.

    `object_id` is the key of what it is about, which may be gone by now; `evidence` keeps its words, one entry
    ({"at", "words"}) for each text that was reported. `weight` is that of the reports which are not answered yet, and
    `opened_at` says since when there are any.
    """

    kind = models.CharField(max_length=8, choices=ReportedKind.choices)
    object_id = models.BigIntegerField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="moderation_cases")
    language = models.CharField(max_length=8, blank=True)
    state = models.CharField(max_length=8, choices=CaseState.choices, default=CaseState.OPEN)
    is_held = models.BooleanField(default=False, help_text="Hidden by a rule until somebody decides")
    weight = models.PositiveIntegerField(default=0)
    evidence = models.JSONField(default=list, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-weight", "opened_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="case_once"),
            models.CheckConstraint(name="case_kind_known", condition=Q(kind__in=ReportedKind.values)),
            models.CheckConstraint(name="case_state_known", condition=Q(state__in=CaseState.values)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "-weight", "opened_at", "id"], name="case_queue"),
            models.Index(fields=["owner", "-id"], name="case_of_member"),
        ]
        permissions: ClassVar = [
            ("hide_content", "Can hide reviews and lists"),
            ("mark_spoilers", "Can mark spoilers in reviews"),
            ("warn_member", "Can warn members"),
            ("suspend_member", "Can suspend members"),
            ("dismiss_case", "Can dismiss reports"),
            ("restore_content", "Can restore, undo decisions and answer appeals"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.object_id}"


class Report(TimeStampedModel):
    """What one member says about a case. `decision` is the one that answered it, NULL while none has."""

    case = models.ForeignKey(ModerationCase, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(max_length=16, choices=ReportReason.choices)
    note = models.CharField(max_length=MAX_NOTE, blank=True)
    decision = models.ForeignKey(
        "ModerationDecision", on_delete=models.SET_NULL, null=True, blank=True, related_name="answered"
    )

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "reporter"], name="report_once"),
            models.CheckConstraint(name="report_reason_known", condition=Q(reason__in=ReportReason.values)),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.get_reason_display()}"


class ModerationDecision(models.Model):
    """What a moderator decided and what it changed: `before` and `after` name the same columns of the same rows.

    `until` is the end of a suspension, NULL for good. Undoing a decision gives back what it changed and nobody changed
    since.
    """

    case = models.ForeignKey(ModerationCase, on_delete=models.CASCADE, related_name="decisions")
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="moderation_decisions"
    )
    action = models.CharField(max_length=8, choices=ModerationAction.choices)
    reason = models.CharField(max_length=300)
    until = models.DateTimeField(null=True, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="undone_decisions"
    )

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="decision_action_known", condition=Q(action__in=ModerationAction.values)),
        ]
        indexes: ClassVar = [models.Index(fields=["case", "-id"], name="decision_of_case")]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.reason}"


class Appeal(models.Model):
    """What a member says against a decision about them. Somebody else than the decider answers."""

    decision = models.OneToOneField(ModerationDecision, on_delete=models.CASCADE, related_name="appeal")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="appeals")
    text = models.CharField(max_length=MAX_APPEAL)
    state = models.CharField(max_length=7, choices=AppealState.choices, default=AppealState.OPEN)
    answer = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="decided_appeals"
    )

    class Meta:
        ordering: ClassVar = ["created_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="appeal_state_known", condition=Q(state__in=AppealState.values)),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "created_at", "id"], name="appeal_queue")]

    def __str__(self) -> str:
        return f"Appeal against {self.decision_id}"
