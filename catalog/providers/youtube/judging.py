"""Which videos are about a title, and what they are of it. When in doubt, none: a wrong trailer is worse than none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from catalog.dedup.normalise import fold_case
from catalog.enums import VideoKind
from catalog.providers.youtube.mapper import Video

# Indic vowel signs are no word characters to `re`, so words are told apart by what surely divides them.
_BETWEEN: Final = re.compile(r"[\s\-–—|:;,.!?()\[\]{}\"“”#&/]+")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_OTHERS: Final = frozenset(
    {
        "breakdown", "concept", "cover", "deleted", "explained", "fan", "fanmade", "interview", "jukebox",
        "lyric", "lyrical", "making", "parody", "react", "reaction", "reacts", "recap", "remix", "review",
        "scene", "scenes", "song", "songs", "spoof", "status",
    }
)  # fmt: skip
_TRAILER, _TEASER = (15, 10 * 60), (5, 4 * 60)  # seconds, from and to
_SHORTEST_FILM = 40 * 60


def is_about(video: Video, names: Iterable[str], year: int | None) -> bool:
    """Whether the video's name holds one of the title's, and no year that is not the title's.

    A name of one word stands in many videos' names; it must come first, or with the year.
    """
    said = _words(video.name)
    for name in names:
        wanted = _words(name)
        places = [place for place in range(len(said)) if wanted and said[place : place + len(wanted)] == wanted]
        if not places:
            continue
        years = {int(word) for word in said if _YEAR.fullmatch(word) and word not in wanted}
        if year is not None and years and all(abs(found - year) > 1 for found in years):
            continue
        if len(wanted) > 1 or places[0] == 0 or (year is not None and years):
            return True
    return False


def trailer_kind(video: Video) -> VideoKind | None:
    """Trailer or teaser by name and length; None for anything else."""
    words = set(_words(video.name))
    if words & _OTHERS or video.seconds is None:
        return None
    if "trailer" in words and _TRAILER[0] <= video.seconds <= _TRAILER[1]:
        return VideoKind.TRAILER
    if "teaser" in words and _TEASER[0] <= video.seconds <= _TEASER[1]:
        return VideoKind.TEASER
    return None


def is_whole_film(video: Video, runtime: int | None) -> bool:
    """Whether it is as long as the film (`runtime` in minutes), give or take its credits, and called nothing else."""
    words = set(_words(video.name))
    if words & (_OTHERS | {"trailer", "teaser", "part", "episode"}) or video.seconds is None:
        return False
    if runtime is None:
        return video.seconds >= _SHORTEST_FILM
    return runtime * 60 * 0.8 <= video.seconds <= runtime * 60 * 1.15


def _words(text: str) -> list[str]:
    return [word for word in _BETWEEN.split(fold_case(text)) if word]
