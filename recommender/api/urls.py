"""Paths of the recommendation API, below /api/."""

from django.urls import path

from recommender.api import analytics, ml, training, views
from recommender.api.analysis import AnalysisView

app_name = "recommender_api"

urlpatterns = [
    path("movies/<int:title_id>/analysis", AnalysisView.as_view(), name="analysis"),
    path("recommendations", views.RecommendationsView.as_view(), name="recommendations"),
    path("recommendations/dismissals", views.DismissalView.as_view(), name="dismissals"),
    path("recommendations/with/<str:username>", views.TogetherView.as_view(), name="together"),
    path("ml/recommendations/user/<int:user_id>", ml.UserPicksView.as_view(), name="ml-user"),
    path("ml/recommendations/similar/<int:content_id>", ml.SimilarView.as_view(), name="ml-similar"),
    path("ml/recommendations/trending", ml.TrendingView.as_view(), name="ml-trending"),
    path("ml/recommendations/genre-based", ml.GenreView.as_view(), name="ml-genre"),
    path("ml/recommendations/mood-based", ml.MoodView.as_view(), name="ml-mood"),
    path("ml/recommendations/regional/<str:language>", ml.RegionalView.as_view(), name="ml-regional"),
    path("ml/train/collaborative", training.TrainCollaborativeView.as_view(), name="train-collaborative"),
    path("ml/train/content-based", training.TrainContentView.as_view(), name="train-content"),
    path("ml/train/hybrid", training.TrainHybridView.as_view(), name="train-hybrid"),
    path("ml/train/runs", training.TrainingRunsView.as_view(), name="training-runs"),
    path("ml/train/runs/<int:run_id>", training.TrainingRunView.as_view(), name="training-run"),
    path("ml/train/runs/<int:run_id>/cancel", training.CancelTrainingView.as_view(), name="training-cancel"),
    path("ml/analytics/user-patterns", analytics.UserPatternsView.as_view(), name="user-patterns"),
    path("ml/analytics/content-performance", analytics.ContentPerformanceView.as_view(), name="content-performance"),
    path("ml/analytics/regional-trends", analytics.RegionalTrendsView.as_view(), name="regional-trends"),
    path("ml/model/status", views.ModelStatusView.as_view(), name="model-status"),
]
