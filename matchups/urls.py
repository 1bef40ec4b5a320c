"""Pages of the matchups."""

from django.urls import URLPattern

app_name = "matchups"

urlpatterns: list[URLPattern] = []
