"""Which of a title's videos a page shows, and as what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalog.enums import VideoKind

_KEY = re.compile(r"[A-Za-z0-9_-]{6,20}")
MOST_FILMS = 2


@dataclass(frozen=True, slots=True)
class TrailerLink:
    """A video by its site and key; `kind` is one of VideoKind, `seconds` its length where known."""

    site: str
    key: str
    name: str
    language: str
    is_official: bool
    kind: str = VideoKind.TRAILER
    seconds: int | None = None

    @property
    def minutes(self) -> int | None:
        """Its length in whole minutes."""
        return None if self.seconds is None else max(1, round(self.seconds / 60))


def best_trailer(videos: Iterable[TrailerLink], languages: Sequence[str]) -> TrailerLink | None:
    """The trailer to show to somebody who understands `languages`, the best first.

    One in a language that nobody understands comes after one that says no language; among the rest those of the
    makers come first. A teaser or a clip is no trailer.
    """
    trailers = [item for item in videos if item.kind == VideoKind.TRAILER and _is_playable(item)]
    return min(
        trailers,
        key=lambda item: (_strangeness(item, languages), not item.is_official, _rank(item, languages)),
        default=None,
    )


def whole_films(videos: Iterable[TrailerLink]) -> list[TrailerLink]:
    """Where the title itself can be seen, from end to end."""
    return [item for item in videos if item.kind == VideoKind.FULL and _is_playable(item)][:MOST_FILMS]


def _is_playable(item: TrailerLink) -> bool:
    """On YouTube, with a key that is one."""
    return item.site == "youtube" and _KEY.fullmatch(item.key) is not None


def _strangeness(item: TrailerLink, languages: Sequence[str]) -> bool:
    return bool(item.language) and item.language not in languages


def _rank(item: TrailerLink, languages: Sequence[str]) -> int:
    return languages.index(item.language) if item.language in languages else len(languages)
