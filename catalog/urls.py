"""Pages of the catalog."""

from django.urls import path

from catalog.views.poster import poster

app_name = "catalog"

urlpatterns = [
    path("title/<int:title_id>/poster.svg", poster, name="poster"),
]
