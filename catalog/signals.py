"""News from the catalog."""

from django.dispatch import Signal

#: Titles were written in bulk, and the transaction has committed. Arguments: title_ids.
titles_ingested = Signal()

#: Somebody reads the page of a title. Arguments: request, title_id. Receivers write nothing: reading is no reason to.
title_opened = Signal()
