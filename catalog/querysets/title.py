"""Row filters of titles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.db import models

from catalog.enums import TitleStatus

if TYPE_CHECKING:
    from catalog.models import Title  # noqa: F401  (names the type parameter only)


class TitleQuerySet(models.QuerySet["Title"]):
    """Chainable filters."""

    def published(self) -> Self:
        """What visitors may see."""
        return self.filter(status=TitleStatus.PUBLISHED)

    def in_languages(self, codes: Iterable[str]) -> Self:
        """Titles whose original language is one of `codes`; no codes, no filter."""
        wanted = list(codes)
        return self.filter(language__in=wanted) if wanted else self

    def without_adult(self) -> Self:
        """Titles for everyone."""
        return self.filter(is_adult=False)

    def _with_sums(self) -> Self:
        """An inner join, which lets the database read the sums in their index's order instead of sorting all titles."""
        return self.filter(stats__isnull=False)

    def by_trend(self) -> Self:
        """Most active lately first."""
        return self._with_sums().order_by("-stats__trend", "stats__title_id")

    def by_score(self) -> Self:
        """Best first, by Bayesian average."""
        return self._with_sums().order_by("-stats__score", "stats__title_id")

    def by_popularity(self) -> Self:
        """Most rated first."""
        return self._with_sums().order_by("-stats__rating_count", "stats__title_id")
