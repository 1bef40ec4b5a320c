"""How sets and titles stand."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from catalog.models import Title
from matchups.board import PROVISIONAL_WIDTH
from matchups.elo import START
from moviesite.common.models import TimeStampedModel

#: For filters on `is_open`: compared with True, Django asks for the bare column, with which SQLite and MariaDB do not
#: enter an index; as one of a list it is a value like any other.
OPEN = (True,)


class Standing(models.Model):
    """Two ratings, both on the Elo scale.

    `rating` is the live one: it moves with every counted vote, of which there were `votes`. `strength`, with its 95 %
    interval from `low` to `high`, comes from the last refit of all votes; it orders the board.
    """

    rating = models.FloatField(default=START)
    votes = models.PositiveIntegerField(default=0)
    strength = models.FloatField(default=START)
    low = models.FloatField(default=0.0)
    high = models.FloatField(default=2 * START)

    class Meta:
        abstract = True

    @property
    def is_provisional(self) -> bool:
        """Whether the interval is too wide to speak of a place on the board."""
        return self.high - self.low > PROVISIONAL_WIDTH

    @property
    def margin(self) -> float:
        """Half the interval: the strength is known to so many points either way."""
        return (self.high - self.low) / 2


class Lineup(Standing, TimeStampedModel):
    """Four titles in whatever order, whoever chose them: sets of the same four share one standing.

    `key` holds the title ids in ascending order, joined by hyphens. What pairs are chosen by is kept here too, so that
    choosing needs no join: `is_open` (somebody's current set shows these four to everyone), `dice` (a fixed random
    number from 0 to 1: rows near a thrown number are a uniform sample), `genres` (a bit for each genre, by id modulo
    63), `language` and `decade` of most of the four.
    """

    key = models.CharField(max_length=88, unique=True)
    is_open = models.BooleanField(default=False)
    dice = models.FloatField()
    genres = models.BigIntegerField(default=0)
    language = models.CharField(max_length=8, blank=True)
    decade = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-low", "id"]
        indexes: ClassVar = [
            models.Index(fields=["is_open", "dice"], name="lineup_by_dice"),
            models.Index(fields=["is_open", "votes", "dice"], name="lineup_by_votes"),
            models.Index(fields=["is_open", "-low", "id"], name="lineup_board"),
        ]

    def __str__(self) -> str:
        return f"Line-up {self.key}"

    @property
    def title_ids(self) -> tuple[int, ...]:
        """The four, ascending."""
        return tuple(int(part) for part in self.key.split("-"))


class TitleStanding(Standing):
    """How a title stands by the sets it is part of. Missing until its first set is voted on."""

    title = models.OneToOneField(Title, on_delete=models.CASCADE, related_name="standing", primary_key=True)

    class Meta:
        ordering: ClassVar = ["-low", "title_id"]
        indexes: ClassVar = [models.Index(fields=["-low", "title"], name="title_standing_board")]

    def __str__(self) -> str:
        return f"Standing of title {self.title_id}"


class StandingPoint(models.Model):
    """A standing as it was at the end of a day, for plots; only days on which it was voted on have one."""

    lineup = models.ForeignKey(Lineup, on_delete=models.CASCADE, related_name="points", null=True, blank=True)
    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="standing_points", null=True, blank=True)
    day = models.DateField()
    rating = models.FloatField()
    strength = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    votes = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["day", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lineup", "day"], name="standing_point_lineup_day"),
            models.UniqueConstraint(fields=["title", "day"], name="standing_point_title_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.strength:.0f}"


class Refit(models.Model):
    """A finished refit of the board: what went in, and how long it took in seconds."""

    started_at = models.DateTimeField()
    seconds = models.FloatField()
    votes = models.PositiveIntegerField()
    lineups = models.PositiveIntegerField()
    titles = models.PositiveIntegerField()
    log_loss = models.FloatField(null=True, blank=True, help_text="Of the random pairs, in nats per vote")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"Refit of {self.votes} votes"
