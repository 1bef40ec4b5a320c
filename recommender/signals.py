"""News from the recommender."""

from django.dispatch import Signal

#: Picks were asked for and no model could serve them. No arguments.
model_missing = Signal()
