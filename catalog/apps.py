from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """What exists, in all its languages, and where it comes from."""

    name = "catalog"

    def ready(self) -> None:
        """Connect the receivers."""
        from catalog import receivers  # noqa: F401
