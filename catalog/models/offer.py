"""Where a title can be watched."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from catalog.enums import OfferKind, Provider
from catalog.models.title import Title


class Platform(models.Model):
    """A service that shows films. `url` is its front door; `is_live` marks television without a catalog of its own."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    url = models.URLField(max_length=200, blank=True)
    is_live = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering: ClassVar = ["position", "name", "id"]

    def __str__(self) -> str:
        return self.name


class PlatformAlias(models.Model):
    """Another name of a platform: services rename and swallow each other. `key` is folded."""

    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="aliases")
    key = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering: ClassVar = ["key"]
        verbose_name_plural = "platform aliases"

    def __str__(self) -> str:
        return self.key


class Offer(models.Model):
    """A title at a platform in a country (ISO 3166-1 alpha-2), with the link the source gave."""

    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="offers")
    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="offers")
    country = models.CharField(max_length=2)
    kind = models.CharField(max_length=6, choices=OfferKind.choices)
    url = models.URLField(max_length=300, blank=True)
    provider = models.CharField(max_length=10, choices=Provider.choices)
    checked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["title_id", "country", "kind", "platform_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["title", "platform", "country", "kind"], name="offer_once"),
            models.CheckConstraint(name="offer_kind_known", condition=models.Q(kind__in=OfferKind.values)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["country", "kind", "title"], name="offer_shelf"),
            models.Index(fields=["checked_at"], name="offer_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.title_id} {self.country} {self.kind} {self.platform_id}"
