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
    CANCELLED = "cancelled", "Cancelled"


class ExperimentStatus(models.TextChoices):
    """Where an experiment stands. What has ended is never begun again."""

    DRAFT = "draft", "Draft"
    RUNNING = "running", "Running"
    ENDED = "ended", "Ended"


class OutcomeKind(models.TextChoices):
    """What a member did after being shown picks."""

    CLICK = "click", "Opened a pick"
    RATING = "rating", "Rated a pick"
    WATCHLIST = "watchlist", "Put a pick on the watchlist"
    RETURN = "return", "Came back on a later day"


class PrimaryMetric(models.TextChoices):
    """What decides an experiment: shares of exposed members, and the stars they give."""

    CLICK = "click", "Members who opened a pick"
    WATCHLIST = "watchlist", "Members who put a pick on the watchlist"
    RATING = "rating", "Members who rated a pick"
    STARS = "stars", "Stars given to picks"
    RETURN = "return", "Members who came back"


class DriftSubject(models.TextChoices):
    """What is compared with the time of training."""

    INPUT = "input", "What members do"
    SCORE = "score", "What the model thinks"
    EXPOSURE = "exposure", "What is shown"


class DriftLevel(models.TextChoices):
    """How much of a difference it makes."""

    STABLE = "stable", "Stable"
    WATCH = "watch", "To be watched"
    ALERT = "alert", "Alert"


class DismissalKind(models.TextChoices):
    """Why a member does not want to see a pick again."""

    NOT_INTERESTED = "not_interested", "Not for me"
    SEEN = "seen", "Seen it"
