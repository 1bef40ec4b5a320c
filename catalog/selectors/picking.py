"""One title from what somebody typed, for forms that also work without script."""

from __future__ import annotations

import re

from catalog.dedup.normalise import sort_title
from catalog.models import Title

_ADDRESS = re.compile(r"(?:\A|/title/)(\d{1,18})(?:-|/|\Z)")


def find_title(words: str, *, chosen: int | None = None) -> int | None:
    """The id of a published title: the one `chosen` from suggestions, else by id, address or name; None if none fits.

    Of several titles of one name the most rated one is meant.
    """
    published = Title.objects.published()
    if chosen is not None:
        return published.filter(pk=chosen).values_list("pk", flat=True).first()
    words = words.strip()
    if (match := _ADDRESS.search(words)) and (found := published.filter(pk=int(match[1])).first()):
        return found.pk
    by_fame = published.by_popularity().values_list("pk", flat=True)
    folded = sort_title(words)
    if not folded:
        return None
    for condition in ({"sort_title": folded}, {"names__name__iexact": words}, {"sort_title__startswith": folded}):
        if (pk := by_fame.filter(**condition).first()) is not None:
            return pk
    return None
