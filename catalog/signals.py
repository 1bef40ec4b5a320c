"""News from the catalog."""

from django.dispatch import Signal

#: Titles were written in bulk, and the transaction has committed. Arguments: title_ids.
titles_ingested = Signal()
