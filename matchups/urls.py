"""Pages of the matchups."""

from django.urls import path

from matchups import views

app_name = "matchups"

urlpatterns = [
    path("matchups/", views.home, name="home"),
    path("matchups/yours/", views.choose, name="choose"),
    path("matchups/yours/clear/", views.clear, name="clear"),
    path("@<str:username>/parts/top4/", views.top4_fragment, name="top4-fragment"),
]
