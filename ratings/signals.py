"""News from the ratings; what must survive a crash goes through the outbox as well."""

from django.dispatch import Signal

#: A rating was written or removed. Arguments: user_id, title_id, value (None when removed).
rating_changed = Signal()
