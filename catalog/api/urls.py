"""Paths of the catalog API, below /api/."""

from django.urls import path

from catalog.api.views.discovery import GenreListView, GenresView, PopularView, SimilarView, TrendingView
from catalog.api.views.history import SearchHistoryEntryView, SearchHistoryView
from catalog.api.views.index import IndexRunView, IndexView, ReindexMoviesView, ReindexReviewsView
from catalog.api.views.offers import AvailabilityView, FreeContentView
from catalog.api.views.regional import FestivalsView, RegionalPopularView, RegionalTrendingView
from catalog.api.views.search import ContentSearchView, MovieSearchView, SearchView, SuggestView
from catalog.api.views.titles import ContentDetailView, MovieView, PeopleView, PersonView

app_name = "catalog_api"

urlpatterns = [
    path("movies/search", MovieSearchView.as_view(), name="movie-search"),
    path("movies/<int:title_id>", MovieView.as_view(), name="movie"),
    path("content/trending", TrendingView.as_view(), name="trending"),
    path("content/popular", PopularView.as_view(), name="popular"),
    path("content/genre/<slug:genre>", GenreListView.as_view(), name="genre-titles"),
    path("content/search", ContentSearchView.as_view(), name="content-search"),
    path("content/details/<int:title_id>", ContentDetailView.as_view(), name="content-details"),
    path("content/similar/<int:title_id>", SimilarView.as_view(), name="similar"),
    path("search", SearchView.as_view(), name="search"),
    path("search/suggest", SuggestView.as_view(), name="suggest"),
    path("index", IndexView.as_view(), name="index"),
    path("index/runs/<int:run_id>", IndexRunView.as_view(), name="index-run"),
    path("reindex/movies", ReindexMoviesView.as_view(), name="reindex-movies"),
    path("reindex/reviews", ReindexReviewsView.as_view(), name="reindex-reviews"),
    path("user/search-history", SearchHistoryView.as_view(), name="search-history"),
    path("user/search-history/<int:entry_id>", SearchHistoryEntryView.as_view(), name="search-history-entry"),
    path("regional/trending/<slug:language>", RegionalTrendingView.as_view(), name="regional-trending"),
    path("regional/popular/<slug:language>", RegionalPopularView.as_view(), name="regional-popular"),
    path("regional/festivals", FestivalsView.as_view(), name="festivals"),
    path("ott/availability/<int:title_id>", AvailabilityView.as_view(), name="availability"),
    path("ott/free-content", FreeContentView.as_view(), name="free-content"),
    path("genres", GenresView.as_view(), name="genres"),
    path("people", PeopleView.as_view(), name="people"),
    path("people/<int:person_id>", PersonView.as_view(), name="person"),
]
