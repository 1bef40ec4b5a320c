"""What members' activity adds up to, per title."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from catalog.models.title import Title

#: The histogram's columns, one for each half step from 0 to 5: h0 counts ratings nearest to 0, h10 those nearest to 5.
RATING_BINS = tuple(f"h{step}" for step in range(11))


def _bin() -> Any:
    return models.PositiveIntegerField(default=0)


class TitleStats(models.Model):
    """Sums kept in step with every rating, so that no page counts ratings.

    `rating_total` is the sum of all ratings in hundredths, exact in integers. `average` is 0–5 or NULL. `score` is the
    Bayesian average that orders "best" lists. `trend` is the logarithm of the decayed activity, see
    catalog.services.stats; a title without activity has none and sorts last.
    """

    title = models.OneToOneField(Title, on_delete=models.CASCADE, primary_key=True, related_name="stats")
    rating_count = models.PositiveIntegerField(default=0)
    rating_total = models.PositiveBigIntegerField(default=0)
    average = models.FloatField(null=True, blank=True)
    score = models.FloatField(default=0)
    trend = models.FloatField(default=-1e300)
    review_count = models.PositiveIntegerField(default=0)
    watchlist_count = models.PositiveIntegerField(default=0)
    favorite_count = models.PositiveIntegerField(default=0)
    h0, h1, h2, h3, h4, h5 = _bin(), _bin(), _bin(), _bin(), _bin(), _bin()
    h6, h7, h8, h9, h10 = _bin(), _bin(), _bin(), _bin(), _bin()

    class Meta:
        verbose_name_plural = "title stats"
        ordering: ClassVar = ["title_id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="stats_average_range", condition=Q(average=None) | Q(average__gte=0, average__lte=5)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-score", "title"], name="stats_by_score"),
            models.Index(fields=["-trend", "title"], name="stats_by_trend"),
            models.Index(fields=["-rating_count", "title"], name="stats_by_count"),
        ]

    def __str__(self) -> str:
        return f"{self.title_id}: {self.average} of {self.rating_count}"

    @property
    def histogram(self) -> list[int]:
        """Counts by half step, from 0 to 5."""
        return [getattr(self, name) for name in RATING_BINS]
