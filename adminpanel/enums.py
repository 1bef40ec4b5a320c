"""Choices of curation."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Placement(models.TextChoices):
    """Where a featured title stands."""

    HOME = "home", "Home page"
    REGIONAL = "regional", "Pages of its languages"


class Audience(models.TextChoices):
    """Whom a featured title is for. Members are new for their first fortnight."""

    EVERYBODY = "all", "Everybody"
    VISITORS = "visitors", "Visitors without an account"
    NEW = "new", "New members"
    RETURNING = "returning", "Returning members"


class ReportedKind(models.TextChoices):
    """What members report."""

    REVIEW = "review", "Review"
    LIST = "list", "List"
    MEMBER = "member", "Member"


class ReportReason(models.TextChoices):
    """Why, in the words of the form. The first are looked at first."""

    HATE = "hate", _("Hate against a group of people")
    HARASSMENT = "harassment", _("Harassment or threats")
    IMPERSONATION = "impersonation", _("Pretends to be somebody else")
    SPAM = "spam", _("Spam or advertising")
    SPOILERS = "spoilers", _("Spoilers that are not marked")
    OFF_TOPIC = "off_topic", _("Not about the film")
    OTHER = "other", _("Something else")


class CaseState(models.TextChoices):
    """Where a case stands."""

    OPEN = "open", "Open"
    APPEALED = "appealed", "Appealed"
    DECIDED = "decided", "Decided"


class ModerationAction(models.TextChoices):
    """What moderators can decide; each has a permission of its own."""

    HIDE = "hide", "Hide"
    SPOILERS = "spoilers", "Mark spoilers"
    WARN = "warn", "Warn the member"
    SUSPEND = "suspend", "Suspend the member"
    DISMISS = "dismiss", "Dismiss: nothing wrong"
    RESTORE = "restore", "Show again, let in again"


class AppealState(models.TextChoices):
    """What became of an appeal."""

    OPEN = "open", _("Waiting")
    GRANTED = "granted", _("Granted")
    DENIED = "denied", _("Not granted")


class AutomodMatch(models.TextChoices):
    """How a rule reads its pattern."""

    PHRASE = "phrase", "Phrase, whole words in any case"
    REGEX = "regex", "Regular expression (RE2)"


class AutomodAction(models.TextChoices):
    """What a rule does with what it catches."""

    FLAG = "flag", "Open a case"
    HOLD = "hold", "Hide until somebody decides"
