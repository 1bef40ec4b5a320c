"""The component gallery, in development only."""

from django.urls import path

from moviesite.devgallery import gallery

urlpatterns = [path("", gallery, name="gallery")]
