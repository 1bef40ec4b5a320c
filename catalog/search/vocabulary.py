"""The words that names are made of, kept in the process, for queries with a typing error."""

from __future__ import annotations

import time

from rapidfuzz import process
from rapidfuzz.distance import OSA

from catalog.models import SearchWord
from moviesite.common.versions import bump_version, current_version

SHORTEST = 4  # shorter words have too many neighbours
NEAREST = 4
KEEP = 600  # seconds after which words are read again even if nothing was said to have changed

_loaded: dict[str, tuple[int, float, list[str]]] = {}


def allowed_distance(word: str) -> int:
    """How many typing errors a word may hold: inserted, missing, wrong or swapped letters."""
    return 0 if len(word) < SHORTEST else 1 if len(word) < 7 else 2


def nearest_words(word: str) -> list[str]:
    """Known words within the allowed optimal-string-alignment distance of `word`, nearest first; itself if known."""
    distance = allowed_distance(word)
    if not distance:
        return []
    found = process.extract(word, _words(), scorer=OSA.distance, processor=None, limit=NEAREST, score_cutoff=distance)
    return [match for match, _, _ in found]


def drop_vocabulary() -> None:
    """Words were added: every process reads them again."""
    bump_version("search-words")


def _words() -> list[str]:
    version = current_version("search-words")
    held = _loaded.get("words")
    if held is None or held[0] != version or time.monotonic() - held[1] > KEEP:
        held = (version, time.monotonic(), list(SearchWord.objects.order_by().values_list("word", flat=True)))
        _loaded["words"] = held
    return held[2]
