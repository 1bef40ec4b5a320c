"""Paths of the account API, below /api/."""

from django.urls import path

from accounts.api import views

app_name = "accounts_api"

urlpatterns = [
    path("auth/register", views.RegisterView.as_view(), name="register"),
    path("auth/login", views.LoginView.as_view(), name="login"),
    path("auth/refresh", views.RefreshView.as_view(), name="refresh"),
    path("auth/logout", views.LogoutView.as_view(), name="logout"),
    path("user/profile", views.OwnProfileView.as_view(), name="own-profile"),
    path("profiles", views.ProfileListView.as_view(), name="profiles"),
    path("profiles/<str:username>", views.ProfileDetailView.as_view(), name="profile"),
]
