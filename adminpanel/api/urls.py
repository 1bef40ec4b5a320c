"""Addresses of the API of curation and moderation."""

from django.urls import path

from adminpanel.api.reports import ReportsView
from adminpanel.api.telegram import TelegramWebhookView
from adminpanel.api.views import AnalyticsView, ContentSearchView, CurateView, FeatureView

urlpatterns = [
    path("admin/content/search", ContentSearchView.as_view(), name="content-search"),
    path("admin/content/curate", CurateView.as_view(), name="curate"),
    path("admin/featured", FeatureView.as_view(), name="feature"),
    path("admin/analytics", AnalyticsView.as_view(), name="analytics"),
    path("telegram/webhook", TelegramWebhookView.as_view(), name="telegram-webhook"),
    path("reports", ReportsView.as_view(), name="reports"),
]
