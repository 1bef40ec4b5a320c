"""Paths of the catalog API, below /api/."""

from django.urls import path

from catalog.api.views.discovery import GenreListView, GenresView, PopularView, SimilarView, TrendingView
from catalog.api.views.history import SearchHistoryEntryView, SearchHistoryView
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
    path("user/search-history", SearchHistoryView.as_view(), name="search-history"),
    path("user/search-history/<int:entry_id>", SearchHistoryEntryView.as_view(), name="search-history-entry"),
    path("genres", GenresView.as_view(), name="genres"),
    path("people", PeopleView.as_view(), name="people"),
    path("people/<int:person_id>", PersonView.as_view(), name="person"),
]
