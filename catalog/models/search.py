"""The text that search looks through. Engines build their own indexes over these tables, see catalog.search."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from catalog.models.person import Person
from catalog.models.title import Title


class SearchDocument(models.Model):
    """Folded text of a title.

    `prefix` is the folded display name without blanks. `names` has one folded name per line, the last line holding
    neighbouring words written as one. `people` and `words` (genres, keywords) are folded likewise; `sounds` holds the
    sound keys of names and people. All but `prefix` begin and end with a blank, so that a plain LIKE finds whole words.

    `weight` (popularity by the logarithm), `is_open` and `is_adult` repeat what the title and its sums say, so that
    ranking reads one table; they are as of the last indexing, and whoever shows titles asks the titles again.

    On SQLite triggers on this table feed an FTS5 index; a migration that rebuilds the table must make them again.
    """

    title = models.OneToOneField(Title, on_delete=models.CASCADE, primary_key=True, related_name="search_document")
    prefix = models.CharField(max_length=255, db_index=True)
    names = models.TextField()
    people = models.TextField(blank=True)
    words = models.TextField(blank=True)
    sounds = models.TextField(blank=True, default="")
    weight = models.PositiveSmallIntegerField(default=0)
    is_open = models.BooleanField(default=True)
    is_adult = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["title_id"]

    def __str__(self) -> str:
        return self.prefix


class SearchWord(models.Model):
    """A folded word that occurs in a name: what a mistyped word is compared with."""

    word = models.CharField(max_length=40, primary_key=True)

    class Meta:
        ordering: ClassVar = ["word"]

    def __str__(self) -> str:
        return self.word


class PersonKey(models.Model):
    """A beginning by which a person is suggested: the folded name from each of its words on.

    `weight` is the number of titles, which orders suggestions.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="keys")
    key = models.CharField(max_length=160, db_index=True)
    weight = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["person_id", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "key"], name="person_key_once")]

    def __str__(self) -> str:
        return self.key
