"""Addresses of reporting and appealing."""

from django.urls import path

from adminpanel.views.appeals import appeal_page, appeal_suspension_page
from adminpanel.views.reports import report_page

urlpatterns = [
    path("report/<str:kind>/<int:target_id>/", report_page, name="report"),
    path("appeals/<int:decision_id>/", appeal_page, name="appeal"),
    path("appeals/suspension/<str:suspension_token>/", appeal_suspension_page, name="appeal-suspension"),
]
