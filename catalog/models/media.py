"""Pictures and trailers; what is stored is an address, never the file."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from catalog.enums import ImageKind, Provider, Source, VideoKind
from catalog.models.title import Title


class Image(models.Model):
    """A poster or backdrop of a title."""

    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="images")
    kind = models.CharField(max_length=10, choices=ImageKind.choices)
    url = models.URLField(max_length=300)
    language = models.CharField(max_length=8, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=12, choices=Source.choices)
    position = models.PositiveSmallIntegerField(default=0)
    fetched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["title_id", "kind", "position", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["title", "kind", "url"], name="image_once")]

    def __str__(self) -> str:
        return self.url


class Trailer(models.Model):
    """A video about a title at a video site, by that site's key; `seconds` is its length where known."""

    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="trailers")
    site = models.CharField(max_length=20, default="youtube")
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8, blank=True)
    is_official = models.BooleanField(default=False)
    kind = models.CharField(max_length=8, choices=VideoKind.choices, default=VideoKind.TRAILER)
    seconds = models.PositiveIntegerField(null=True, blank=True)
    provider = models.CharField(max_length=10, choices=Provider.choices, default=Provider.CURATOR)
    fetched_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["title_id", "-is_official", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["title", "site", "key"], name="trailer_once")]

    def __str__(self) -> str:
        return f"{self.site}:{self.key}"
