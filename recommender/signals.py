"""News from the recommender."""

from django.dispatch import Signal

#: Picks were asked for and no model could serve them. No arguments.
model_missing = Signal()

#: A member was shown picks. Arguments: member_id, model, titles (pairs of id and score, best first), arm_id (or None).
slate_shown = Signal()
