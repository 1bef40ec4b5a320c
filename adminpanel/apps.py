from django.apps import AppConfig


class AdminpanelConfig(AppConfig):
    """Curation, moderation, dashboards and demo data; the only app that may use all others."""

    name = "adminpanel"
    verbose_name = "Curation"

    def ready(self) -> None:
        """Tell the apps below what this one knows."""
        from adminpanel import moderation_news, moderation_owndata, moderation_receivers  # noqa: F401
        from adminpanel.owndata import register_sections
        from adminpanel.selectors.featured import featured_for
        from adminpanel.titlemoves import register_movers
        from catalog.selectors.extensions import register_featured

        register_sections()
        register_featured(featured_for)
        register_movers()
        moderation_owndata.register_sections()
        moderation_news.register_kinds()
