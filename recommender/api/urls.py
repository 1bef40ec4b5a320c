"""Paths of the recommender API, below /api/."""

from django.urls import URLPattern

app_name = "recommender_api"

urlpatterns: list[URLPattern] = []
