"""Choices of the ratings."""

from django.db import models


class SavedKind(models.TextChoices):
    """The two personal shelves."""

    WATCHLIST = "watchlist", "Watchlist"
    FAVORITE = "favorite", "Favourites"
