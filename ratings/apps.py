from django.apps import AppConfig


class RatingsConfig(AppConfig):
    """What members say about titles."""

    name = "ratings"

    def ready(self) -> None:
        """Tell the catalog where a member's ratings and shelves are found, know the news, connect the receivers."""
        from catalog.selectors.extensions import (
            register_own_ratings,
            register_own_shelves,
            register_review_search,
        )
        from ratings import receivers  # noqa: F401
        from ratings.activity_kinds import register_activities
        from ratings.news import register_kinds
        from ratings.owndata import register_sections
        from ratings.selectors import own_ratings, own_shelves
        from ratings.selectors.review_search import search_reviews
        from ratings.services.review_index import register_reviews
        from ratings.titlemoves import register_movers

        register_own_ratings(own_ratings)
        register_own_shelves(own_shelves)
        register_review_search(search_reviews)
        register_reviews()
        register_kinds()
        register_sections()
        register_movers()
        register_activities()
