from django.apps import AppConfig


class AdminpanelConfig(AppConfig):
    """Curation, dashboards and demo data; the only app that may use all others."""

    name = "adminpanel"
    verbose_name = "Curation"
