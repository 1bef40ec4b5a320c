from django.apps import AppConfig


class RatingsConfig(AppConfig):
    """What members say about titles."""

    name = "ratings"

    def ready(self) -> None:
        """Tell the catalog where a member's own ratings and shelves are found."""
        from catalog.selectors.extensions import register_own_ratings, register_own_shelves
        from ratings.selectors import own_ratings, own_shelves

        register_own_ratings(own_ratings)
        register_own_shelves(own_shelves)
