"""Every path of the API, by app, below /api/; none ends with a slash."""

from django.urls import include, path

urlpatterns = [
    path("", include("accounts.api.urls")),
    path("", include("catalog.api.urls")),
    path("", include("ratings.api.urls")),
    path("", include("matchups.api.urls")),
    path("", include("recommender.api.urls")),
    path("", include("adminpanel.api.urls")),
]
