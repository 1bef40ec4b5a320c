"""Paths of the catalog API, below /api/."""

from django.urls import URLPattern

app_name = "catalog_api"

urlpatterns: list[URLPattern] = []
