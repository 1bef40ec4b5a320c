"""News from the catalog."""

from django.dispatch import Signal

#: Facts of a title were written. Arguments: title_id, created.
title_saved = Signal()
