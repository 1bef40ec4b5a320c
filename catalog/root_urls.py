"""Addresses that belong to the whole site, and so to no app's namespace."""

from django.contrib.sitemaps.views import index, sitemap
from django.urls import path
from django.views.decorators.cache import cache_control

from catalog.sitemaps import SITEMAPS
from catalog.views.home import home_page
from catalog.views.robots import robots
from catalog.views.search import forget_searches, search_page

_for_an_hour = cache_control(public=True, max_age=3600)

urlpatterns = [
    path("", home_page, name="home"),
    path("search/", search_page, name="search"),
    path("search/forget/", forget_searches, name="forget-searches"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", _for_an_hour(index), {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"}, name="sitemaps"),
    path("sitemap-<slug:section>.xml", _for_an_hour(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
]
