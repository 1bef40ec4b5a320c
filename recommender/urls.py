"""Pages of the recommender, and the parts of other pages that it draws."""

from django.urls import path

from recommender.views import analysis, home, hours, models, picks, together, welcome

app_name = "recommender"

urlpatterns = [
    path("recommendations/", picks.recommendations, name="recommendations"),
    path("recommendations/<int:title_id>/dismiss/", picks.dismiss, name="dismiss"),
    path("recommendations/<int:title_id>/undismiss/", picks.undismiss, name="undismiss"),
    path("recommendations/hours/", hours.hours, name="hours"),
    path("recommendations/parts/hour/", hours.hour_rail, name="hour-rail"),
    path("recommendations/parts/home/", home.home_rail, name="home-rail"),
    path("recommendations/parts/try/", home.try_rail, name="try-rail"),
    path("recommendations/parts/because/<int:title_id>/", home.because, name="because"),
    path("recommendations/with/<str:username>/", together.together, name="together"),
    path("title/<int:title_id>/analysis/", analysis.title_analysis, name="title-analysis"),
    path("models/", models.models, name="models"),
    path("models/train/", models.train, name="models-train"),
    path("models/runs/<int:run_id>/cancel/", models.cancel, name="models-cancel"),
    path("models/versions/<int:version_id>/serve/", models.serve, name="models-serve"),
    path("models/back/", models.back, name="models-back"),
    path("welcome/", welcome.welcome, name="welcome"),
    path("welcome/answer/", welcome.welcome_answer, name="welcome-answer"),
    path("welcome/picks/", welcome.welcome_picks, name="welcome-picks"),
]
