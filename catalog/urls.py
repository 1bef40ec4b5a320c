"""Pages of the catalog; those at the root of the site are in `catalog.root_urls`."""

from django.urls import path

from catalog.views.browse import browse_page, genre_page
from catalog.views.festivals import festival_page, festivals_page
from catalog.views.offers import free_page
from catalog.views.person import person_page
from catalog.views.poster import poster
from catalog.views.regional import regional_page
from catalog.views.title import title_page

app_name = "catalog"

urlpatterns = [
    path("browse/", browse_page, name="browse"),
    path("genre/<slug:slug>/", genre_page, name="genre"),
    path("regional/<slug:language>/", regional_page, name="regional"),
    path("free/", free_page, name="free"),
    path("festivals/", festivals_page, name="festivals"),
    path("festivals/<slug:slug>/", festival_page, name="festival"),
    path("title/<int:title_id>/poster.svg", poster, name="poster"),
    path("title/<int:title_id>-<slug:slug>/", title_page, name="title"),
    path("title/<int:title_id>/", title_page, name="title-short"),
    path("person/<int:person_id>-<slug:slug>/", person_page, name="person"),
    path("person/<int:person_id>/", person_page, name="person-short"),
]
