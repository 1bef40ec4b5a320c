"""Paths of the matchups API, below /api/."""

from django.urls import URLPattern

app_name = "matchups_api"

urlpatterns: list[URLPattern] = []
