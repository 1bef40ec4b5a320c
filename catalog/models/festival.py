"""Festivals, and what one watches on them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from catalog.models.taxonomy import Genre, Keyword
from catalog.models.title import Title


class Festival(models.Model):
    """A feast that recurs: whose it is (languages), where (countries), and which titles fit it.

    A title fits by being chosen, or by having one of the keywords or genres and one of the languages.
    """

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    names = models.JSONField(default=dict, blank=True, help_text="By language code, in its script")
    about = models.CharField(max_length=300, blank=True)
    languages = models.JSONField(default=list, blank=True)
    countries = models.JSONField(default=list, blank=True)
    holiday = models.CharField(max_length=120, blank=True, help_text="Its name in the calendar of public holidays")
    is_active = models.BooleanField(default=True)
    keywords = models.ManyToManyField(Keyword, related_name="festivals", blank=True)
    genres = models.ManyToManyField(Genre, related_name="festivals", blank=True)
    titles = models.ManyToManyField(Title, related_name="festivals", blank=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class FestivalDate(models.Model):
    """When a festival falls; a curator's date stands against the calendar's."""

    festival = models.ForeignKey(Festival, on_delete=models.CASCADE, related_name="dates")
    starts_on = models.DateField()
    ends_on = models.DateField()
    by_curator = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["starts_on", "festival_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["festival", "starts_on"], name="festival_date_once"),
            models.CheckConstraint(
                name="festival_ends_after_start", condition=models.Q(ends_on__gte=models.F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.festival_id} {self.starts_on}"
