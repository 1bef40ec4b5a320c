"""Why a page was not read."""

from __future__ import annotations

from enum import StrEnum


class Why(StrEnum):
    """The reason, as whoever asked has to be told it."""

    MISSING = "missing"  # there is no such page
    REFUSED = "refused"  # the site does not want it read: robots.txt, or a status that says so
    AWAY = "away"  # no answer, in time or at all
    STRANGE = "strange"  # not the page that was expected


class ReaderError(Exception):
    """A page was not read."""

    def __init__(self, why: Why, detail: str) -> None:
        super().__init__(detail)
        self.why = why
