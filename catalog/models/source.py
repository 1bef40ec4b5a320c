"""Where a title is known elsewhere, and what each source says of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from catalog.enums import Provider, RatingSource, Source
from catalog.models.title import Title


class ExternalId(models.Model):
    """A title's id in another catalog; one id never points to two titles."""

    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="external_ids")
    source = models.CharField(max_length=12, choices=Source.choices)
    value = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar = ["title_id", "source", "value"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "value"], name="external_id_once")]

    def __str__(self) -> str:
        return f"{self.source}:{self.value}"


class SourceRecord(models.Model):
    """What one source says of a title: a title is its records, joined by precedence (catalog.dedup.precedence).

    `facts` is a TitleRecord as JSON; `digest` its SHA-256, equal as long as the source says the same. `fetched_at` is
    when it was last asked, `changed_at` when it last said something new.
    """

    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="source_records")
    provider = models.CharField(max_length=10, choices=Provider.choices)
    key = models.CharField(max_length=120, help_text="The provider's own name for it, such as movie/603")
    facts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    likeness = models.JSONField(
        default=dict, blank=True, help_text="Score and reasons, where likeness and no id led it to its title"
    )
    is_whole = models.BooleanField(default=True, help_text="Everything the source knows, not a line of a list")
    fetched_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["title_id", "provider", "key"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["provider", "key"], name="source_record_once")]
        indexes: ClassVar = [models.Index(fields=["provider", "fetched_at", "id"], name="record_by_age")]

    def __str__(self) -> str:
        return f"{self.provider}:{self.key}"


class ExternalRating(models.Model):
    """What another site's public thinks of a title. `value` is on `scale`, such as 8.2 of 10."""

    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="external_ratings")
    source = models.CharField(max_length=16, choices=RatingSource.choices)
    value = models.FloatField()
    scale = models.PositiveSmallIntegerField(default=10)
    votes = models.PositiveIntegerField(null=True, blank=True)
    provider = models.CharField(max_length=10, choices=Provider.choices)
    fetched_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["title_id", "source"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["title", "source"], name="external_rating_once"),
            models.CheckConstraint(
                name="external_rating_range", condition=models.Q(value__gte=0, value__lte=models.F("scale"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.value:g}/{self.scale}"
