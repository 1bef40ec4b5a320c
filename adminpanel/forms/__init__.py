"""Forms of the curators' desk."""

from adminpanel.forms.featured import FeaturedSlotForm

__all__ = ["FeaturedSlotForm"]
