"""People and what they did."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse

from catalog.enums import CreditRole
from catalog.models.title import Title


class Person(models.Model):
    """Someone who makes films. `name_key` is the folded name that matching and search compare."""

    name = models.CharField(max_length=160)
    name_key = models.CharField(max_length=160, db_index=True)
    names = models.JSONField(default=dict, blank=True, help_text="By language code, in its script")
    slug = models.SlugField(max_length=160)
    imdb_id = models.CharField(max_length=12, unique=True, null=True, blank=True)
    tmdb_id = models.PositiveIntegerField(unique=True, null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        verbose_name_plural = "people"
        indexes: ClassVar = [models.Index(fields=["name", "id"], name="person_by_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The person's page."""
        return reverse("catalog:person", args=[self.pk, self.slug])


class Credit(models.Model):
    """A person's part in a title; `position` orders people of one role."""

    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="credits")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="credits")
    role = models.CharField(max_length=10, choices=CreditRole.choices)
    character = models.CharField(max_length=160, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["title_id", "role", "position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["title", "person", "role", "character"], name="credit_once"),
            models.CheckConstraint(name="credit_role_known", condition=models.Q(role__in=CreditRole.values)),
        ]
        indexes: ClassVar = [models.Index(fields=["title", "role", "position"], name="credit_order")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.title_id}"
