"""Addresses that belong to the whole site, and so to no app's namespace."""

from django.urls import path

from accounts.views.language import set_language

urlpatterns = [path("i18n/setlang/", set_language, name="set_language")]
