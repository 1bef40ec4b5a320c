"""Choices of the recommender."""

from django.db import models


class ModelStatus(models.TextChoices):
    """Where a trained model stands. One version per algorithm is active."""

    CANDIDATE = "candidate", "Candidate"
    ACTIVE = "active", "Active"
    RETIRED = "retired", "Retired"
    REFUSED = "refused", "Refused by the quality gate"
    BROKEN = "broken", "Artifact damaged or missing"


class RunStatus(models.TextChoices):
    """Where a training run stands."""

    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class DismissalKind(models.TextChoices):
    """Why a member does not want to see a pick again."""

    NOT_INTERESTED = "not_interested", "Not for me"
    SEEN = "seen", "Seen it"
