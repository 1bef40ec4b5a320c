"""The title: a film or a series, anime among both."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from catalog.dedup.fields import FIRST_YEAR, LAST_YEAR
from catalog.enums import NameKind, TitleKind, TitleStatus
from catalog.models.taxonomy import Country, Genre, Keyword
from catalog.querysets.title import TitleQuerySet
from moviesite.common.models import TimeStampedModel


class Title(TimeStampedModel):
    """Facts of one title. Its ratings are summed up beside it, in TitleStats, so that neither waits for the other.

    `title` is the name an international audience knows, in Latin letters; `original_title` stands in its own script.
    `runtime` is in minutes, for series of one episode. `language` is the original language (ISO 639-1).
    """

    kind = models.CharField(max_length=8, choices=TitleKind.choices, default=TitleKind.MOVIE)
    is_anime = models.BooleanField(default=False)
    title = models.CharField(max_length=255)
    original_title = models.CharField(max_length=255)
    sort_title = models.CharField(max_length=255, help_text="Folded, without a leading article")
    slug = models.SlugField(max_length=120)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    end_year = models.PositiveSmallIntegerField(null=True, blank=True)
    release_date = models.DateField(null=True, blank=True)
    runtime = models.PositiveSmallIntegerField(null=True, blank=True)
    seasons = models.PositiveSmallIntegerField(null=True, blank=True)
    language = models.CharField(max_length=8)
    spoken_languages = models.JSONField(default=list, blank=True)
    overview = models.TextField(blank=True)
    certifications = models.JSONField(default=dict, blank=True, help_text='By country, such as {"IN": "U/A"}')
    is_adult = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=TitleStatus.choices, default=TitleStatus.PUBLISHED)
    director = models.CharField(max_length=160, blank=True, editable=False, help_text="From the credits, for cards")
    poster_url = models.URLField(max_length=300, blank=True, editable=False, help_text="From the images, for cards")
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="merged_titles"
    )
    genres = models.ManyToManyField(Genre, related_name="titles", blank=True)
    keywords = models.ManyToManyField(Keyword, related_name="titles", blank=True)
    countries = models.ManyToManyField(Country, related_name="titles", blank=True)

    objects = TitleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["sort_title", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="title_year_range",
                condition=Q(year=None) | Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
            ),
            models.CheckConstraint(
                name="title_ends_after_start",
                condition=Q(end_year=None) | Q(year=None) | Q(end_year__gte=F("year")),
            ),
            models.CheckConstraint(name="title_kind_known", condition=Q(kind__in=TitleKind.values)),
            models.CheckConstraint(name="title_has_name", condition=~Q(title="")),
        ]
        indexes: ClassVar = [
            models.Index(fields=["status", "-year", "id"], name="title_by_year"),
            models.Index(fields=["status", "sort_title", "id"], name="title_by_name"),
            models.Index(fields=["status", "language", "-year", "id"], name="title_by_language"),
            models.Index(fields=["status", "kind", "is_anime"], name="title_by_kind"),
            models.Index(fields=["status", "-created_at", "id"], name="title_by_arrival"),
            models.Index(fields=["status", "runtime"], name="title_by_runtime"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.year})" if self.year else self.title

    def get_absolute_url(self) -> str:
        """The title's page."""
        return reverse("catalog:title", args=[self.pk, self.slug])


class TitleName(models.Model):
    """A name of a title in another language, or another spelling of it."""

    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(max_length=8, blank=True)
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=10, choices=NameKind.choices, default=NameKind.OFFICIAL)

    class Meta:
        ordering: ClassVar = ["title_id", "kind", "language", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["title", "language", "name"], name="title_name_once"),
        ]

    def __str__(self) -> str:
        return self.name
