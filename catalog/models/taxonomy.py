"""Closed and open vocabularies: genres, keywords, countries."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Genre(models.Model):
    """One of a fixed set of genres; `names` maps a language code to the word in that language."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    names = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Keyword(models.Model):
    """A short fact about a title, such as "revenge" or "twin-roles"."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Country(models.Model):
    """A country by its ISO 3166-1 alpha-2 code."""

    code = models.CharField(max_length=2, primary_key=True)
    name = models.CharField(max_length=60)

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name_plural = "countries"

    def __str__(self) -> str:
        return self.name
