"""What search engines are told of: pages that do not change with the reader."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from catalog.models import Person, Title
from catalog.selectors.people import people
from moviesite.common.languages.choosing import in_language
from moviesite.common.vocabulary import HOME_LANGUAGES


class LanguagesMixin:
    """Names every address in every language the site is read in."""

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        """Django's, with `alternates` as its template draws them."""
        found: list[dict[str, Any]] = super().get_urls(page, site, protocol)  # type: ignore[misc]
        for url in found:
            url["alternates"] = [
                {"lang_code": code, "location": in_language(url["location"], code)}
                for code, _name in settings.LANGUAGES
            ]
            url["alternates"].append({"lang_code": "x-default", "location": url["location"]})
        return found


class PageSitemap(LanguagesMixin, Sitemap[tuple[str, tuple[str, ...]]]):
    """Entrances: home, browse and the regional pages."""

    def items(self) -> list[tuple[str, tuple[str, ...]]]:
        """URL names with their arguments."""
        return [("home", ()), ("catalog:browse", ()), *(("catalog:regional", (code,)) for code in HOME_LANGUAGES)]

    def location(self, item: tuple[str, tuple[str, ...]]) -> str:
        """The address."""
        name, arguments = item
        return reverse(name, args=arguments)


class TitleSitemap(LanguagesMixin, Sitemap[Title]):
    """Published titles for everyone."""

    limit = 5000

    def items(self) -> QuerySet[Title]:
        """By id, so that a page of the map stays what it was when titles are added."""
        return Title.objects.published().without_adult().order_by("id").only("id", "slug", "updated_at")

    def lastmod(self, item: Title) -> datetime:
        """When the facts changed."""
        return item.updated_at


class PersonSitemap(LanguagesMixin, Sitemap[Person]):
    """People with published titles."""

    limit = 5000

    def items(self) -> QuerySet[Person]:
        """By id."""
        return people().order_by("id")


SITEMAPS = {"pages": PageSitemap, "titles": TitleSitemap, "people": PersonSitemap}
