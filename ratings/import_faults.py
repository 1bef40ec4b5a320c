"""Why lines and files were not read, in the reader's language. Parsers know none and speak English; so do rows."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

_SENTENCES = (
    _("There is no place for episodes here."), _("There is no place for manga here."),
    _("There is no place for games here."), _("There is no place for podcasts here."),
    _("There is no place for music videos here."), _("Not rated."),
    _("This is no export of Letterboxd, IMDb, Trakt, TMDB, MovieLens, MyAnimeList or Simkl that can be read here."),
    _("There is no IMDb id."), _("There is no TMDB id."), _("There is no MyAnimeList id."), _("There is no rating."),
    _("There is no title."), _("There are NUL characters in it."), _("%(what)s is no rating."),
    _("%(what)s is not a rating out of %(scale)s."), _("%(what)s is no date."), _("%(what)s is no IMDb id."),
    _("%(what)s is no id."), _("The line is too long, or a quotation mark is missing."),
    _("%(cells)s cells in a table of %(columns)s columns."), _("The line is longer than %(most)s characters."),
    _("There is no document that can be read."), _("There are no films in the list."),
    _("The favourite %(address)s stands in no other table."), _("%(name)s holds more than anybody's history."),
    _("%(name)s is not valid JSON."), _("%(name)s is nested deeper than %(levels)s levels."),
    _("The XML declares entities, which is not read here."), _("The XML is damaged."),
    _("There are more than %(most)s rows in it."), _("%(name)s is no text."), _("The file is empty."),
    _("The file is larger than %(most)s MB."), _("The packed file is damaged."), _("The packed file ends too early."),
    _("The archive holds more than %(most)s files."), _("The archive is damaged."),
    _("The archive names files outside itself."), _("The archive is protected by a password."),
    _("The archive is packed in a way that is not read here."), _("The archive unpacks to more than %(most)s MB."),
    _("%(name)s unpacks to more than %(most)s MB."), _("%(name)s is packed too tightly to be what it says."),
    _("The file could not be read. This is our fault; we have been told."), _("The title is no longer here."),
)  # fmt: skip


def _shape(sentence: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"%\\?\((\w+)\\?\)s", r"(?P<\1>.+)", re.escape(sentence)), re.DOTALL)


_SHAPES: Mapping[str, re.Pattern[str]] = {sentence: _shape(sentence) for sentence in _SENTENCES}


def fault_words(said: str) -> str:
    """What a parser said, in the reader's language; as it is where it says something else."""
    for sentence, shape in _SHAPES.items():
        if found := shape.fullmatch(said):
            return gettext(sentence) % found.groupdict() if found.groupdict() else gettext(sentence)
    return said
