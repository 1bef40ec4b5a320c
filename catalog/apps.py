from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """What exists, in all its languages, and where it comes from."""

    name = "catalog"

    def ready(self) -> None:
        """Connect the receivers, and tell the accounts which genres and platforms there are."""
        from accounts.extensions import register_genres, register_services
        from catalog import checks, receivers  # noqa: F401
        from catalog.owndata import register_sections
        from catalog.services.merging.facts import register_movers
        from catalog.services.search_index import register_titles

        register_sections()
        register_movers()
        register_titles()
        from catalog.selectors.genres import genre_choices
        from catalog.selectors.offers import platform_choices

        register_genres(genre_choices)
        register_services(platform_choices)
