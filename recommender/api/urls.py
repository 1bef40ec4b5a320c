"""Paths of the recommendation API, below /api/."""

from django.urls import path

from recommender.api import views
from recommender.api.analysis import AnalysisView

app_name = "recommender_api"

urlpatterns = [
    path("movies/<int:title_id>/analysis", AnalysisView.as_view(), name="analysis"),
    path("recommendations", views.RecommendationsView.as_view(), name="recommendations"),
    path("recommendations/dismissals", views.DismissalView.as_view(), name="dismissals"),
    path("recommendations/with/<str:username>", views.TogetherView.as_view(), name="together"),
    path("ml/model/status", views.ModelStatusView.as_view(), name="model-status"),
]
