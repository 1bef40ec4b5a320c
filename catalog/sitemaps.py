"""What search engines are told of: pages that do not change with the reader."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from catalog.models import Person, Title
from catalog.selectors.people import people
from moviesite.common.vocabulary import HOME_LANGUAGES


class PageSitemap(Sitemap[tuple[str, tuple[str, ...]]]):
    """Entrances: home, browse and the regional pages."""

    def items(self) -> list[tuple[str, tuple[str, ...]]]:
        """URL names with their arguments."""
        return [("home", ()), ("catalog:browse", ()), *(("catalog:regional", (code,)) for code in HOME_LANGUAGES)]

    def location(self, item: tuple[str, tuple[str, ...]]) -> str:
        """The address."""
        name, arguments = item
        return reverse(name, args=arguments)


class TitleSitemap(Sitemap[Title]):
    """Published titles for everyone."""

    limit = 5000

    def items(self) -> QuerySet[Title]:
        """By id, so that a page of the map stays what it was when titles are added."""
        return Title.objects.published().without_adult().order_by("id").only("id", "slug", "updated_at")

    def lastmod(self, item: Title) -> datetime:
        """When the facts changed."""
        return item.updated_at


class PersonSitemap(Sitemap[Person]):
    """People with published titles."""

    limit = 5000

    def items(self) -> QuerySet[Person]:
        """By id."""
        return people().order_by("id")


SITEMAPS = {"pages": PageSitemap, "titles": TitleSitemap, "people": PersonSitemap}
