"""Pages of the accounts."""

from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("login/", views.login_page, name="login"),
    path("register/", views.register_page, name="register"),
    path("logout/", views.logout_page, name="logout"),
    path("settings/", views.settings_page, name="settings"),
    path("@<str:username>/", views.profile_page, name="profile"),
]
