"""What members are told about imports: where each file comes from, and the words for kinds and states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from ratings.enums import ItemState
from ratings.importers.rows import RowKind, Source


@dataclass(frozen=True, slots=True)
class SourceHelp:
    """One service: its name, how to get its file, and what of it is read."""

    source: Source
    name: str
    how: Any
    what: Any


SOURCES = (
    SourceHelp(
        Source.LETTERBOXD,
        "Letterboxd",
        _("Settings → Data → Export your data. Upload the ZIP as it is, or any one of its tables."),
        _("Ratings, diary with tags and rewatches, reviews, watchlist, likes, lists, and the four favourites."),
    ),
    SourceHelp(
        Source.IMDB,
        "IMDb",
        _("Your ratings (or your watchlist) → Export. The file waits under “Exports” a little later."),
        _("Ratings out of ten become stars; a watchlist stays one, other lists become lists. Episodes are left out."),
    ),
    SourceHelp(
        Source.TRAKT,
        "Trakt",
        _("Settings → Data → Export. Upload the ZIP, or one of its JSON files."),
        _("Ratings, history, watchlist, favourites, lists and comments on films and series."),
    ),
    SourceHelp(
        Source.TMDB,
        "TMDB",
        _("Your profile → Ratings, Watchlist or Favourites → Export."),
        _("Ratings out of ten become stars. Watchlist and favourites are told by the file's name."),
    ),
    SourceHelp(
        Source.MAL,
        "MyAnimeList",
        _("Lists → Export → Anime. Upload the .xml.gz as it is."),
        _("Scores, what you completed and on which day, and what you plan to watch."),
    ),
    SourceHelp(
        Source.SIMKL,
        "Simkl",
        _("Settings → Apps → Backup: JSON or CSV."),
        _("Ratings, completed films with their day, and what you plan to watch."),
    ),
    SourceHelp(
        Source.MOVIELENS,
        "MovieLens",
        _("About your ratings → Import and export → movielens-ratings.csv."),
        _("Ratings."),
    ),
)

KIND_WORDS: Mapping[str, Any] = {
    RowKind.RATING.value: _("Ratings"),
    RowKind.VIEWING.value: _("Diary"),
    RowKind.WATCHLIST.value: _("Watchlist"),
    RowKind.FAVORITE.value: _("Top four"),
    RowKind.REVIEW.value: _("Reviews"),
    RowKind.LIKE.value: _("Likes"),
    RowKind.LIST.value: _("Lists"),
    RowKind.LIST_ENTRY.value: _("Titles on lists"),
}

STATE_WORDS: Mapping[str, Any] = {
    ItemState.MATCHED.value: _("found"),
    ItemState.AMBIGUOUS.value: _("to decide"),
    ItemState.UNMATCHED.value: _("not in the catalog"),
    ItemState.SKIPPED.value: _("left out"),
    ItemState.APPLIED.value: _("written"),
    ItemState.ALREADY.value: _("were here already"),
    ItemState.FAILED.value: _("not written"),
}
