"""Paths of the ratings API, below /api/."""

from django.urls import path

from ratings.api.views.ratings import MovieRatingView, ShelfView, UserRatingView
from ratings.api.views.reviews import ReviewDetailView, ReviewLikeView, ReviewListView
from ratings.enums import SavedKind

app_name = "ratings_api"

urlpatterns = [
    path("movies/<int:title_id>/rating", MovieRatingView.as_view(), name="movie-rating"),
    path("user/rating", UserRatingView.as_view(), name="user-rating"),
    path("user/watchlist", ShelfView.as_view(kind=SavedKind.WATCHLIST), name="watchlist"),
    path("user/favorites", ShelfView.as_view(kind=SavedKind.FAVORITE), name="favorites"),
    path("reviews", ReviewListView.as_view(), name="reviews"),
    path("reviews/<int:review_id>", ReviewDetailView.as_view(), name="review"),
    path("reviews/<int:review_id>/like", ReviewLikeView.as_view(), name="review-like"),
]
