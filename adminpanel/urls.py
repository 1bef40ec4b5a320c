"""Pages of members that curation and moderation have."""

from adminpanel import moderation_urls

app_name = "adminpanel"

urlpatterns = [*moderation_urls.urlpatterns]
