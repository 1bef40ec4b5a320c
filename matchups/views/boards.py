"""The boards of sets and titles, the page of a set, and the line about a title's standing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.selectors import profile_of
from catalog.selectors.browse import InvalidFilterError
from catalog.selectors.cards import genre_tags
from matchups import charts
from matchups.selectors.board_filters import SETS, TITLES, BoardState, read_board
from matchups.selectors.boards import Entry, board_of, entries_of, title_standings
from matchups.selectors.set_page import standing_of
from matchups.selectors.top4 import find_set, top_fours
from matchups.services.refit import last_refit_at
from moviesite.common.fragments import render_fragment
from moviesite.common.languages.names import decade_name
from moviesite.common.paging import page_of
from moviesite.common.ratelimit import rate_limited
from moviesite.common.vocabulary import HOME_LANGUAGES, LANGUAGES

PAGE = 25
FIRST_DECADE = 1920

Choices = list[tuple[str, str]]


@require_safe
@rate_limited("read")
def leaderboard(request: HttpRequest) -> HttpResponse:
    """/leaderboard/: how sets or titles stand; a wish that cannot be understood is left out and told."""
    state, errors = _read(request.GET, adult=isinstance(request.user, User) and profile_of(request.user).show_adult)
    page = page_of(request, board_of(state), PAGE)
    entries = entries_of(state, list(page), request.user.pk)
    context = {
        "state": state,
        "tabs": [(name, label, state.of(name)) for name, label in ((SETS, _("Top fours")), (TITLES, _("Titles")))],
        "errors": errors,
        "page": page,
        "rows": list(zip(entries, _bars(entries), strict=True)),
        "choices": _choices(state),
        "refitted_at": last_refit_at(),
    }
    return render(request, "matchups/leaderboard.html", context, status=400 if errors else 200)


@require_safe
@rate_limited("read")
def set_page(request: HttpRequest, set_id: int) -> HttpResponse:
    """/matchups/sets/…/: four titles, whose they are, and how they stand."""
    row = find_set(set_id, request.user.pk)
    four = top_fours([row])[0]
    now = timezone.now()
    standing = standing_of(row, four.cards, request.user.pk, now=now)
    drawn = None
    if standing is not None:
        bands = [(point.day, point.low, point.high) for point in standing.points]
        drawn = charts.history(standing.ratings, bands, today=now.date())
    return render(request, "matchups/set.html", {"four": four, "standing": standing, "drawn": drawn})


@require_safe
@rate_limited("read")
def title_standing(request: HttpRequest, title_id: int) -> HttpResponse:
    """Part of a title's page: one line about how it stands, nothing while it was never voted on."""
    return render_fragment(
        request, "matchups/_title_standing.html", {"entry": title_standings([title_id]).get(title_id)}
    )


def _read(params: QueryDict, *, adult: bool) -> tuple[BoardState, dict[str, list[str]]]:
    try:
        return read_board(params, adult=adult), {}
    except InvalidFilterError as error:
        kept = params.copy()
        for name in error.errors:
            kept.pop(name, None)
        state, further = _read(kept, adult=adult)
        return state, error.errors | further


def _bars(entries: Sequence[Entry]) -> list[charts.IntervalBar]:
    rows = [entry.standing for entry in entries]
    return charts.interval_bars([(row.low, row.strength, row.high) for row in rows])


def _choices(state: BoardState) -> list[dict[str, Any]]:
    """The selects of the form: name, label, chosen value and the choices after "any"."""
    tags = sorted(genre_tags().values(), key=lambda tag: tag.name)
    languages = sorted(LANGUAGES.values(), key=lambda row: (row.code not in HOME_LANGUAGES, row.shown))
    this = timezone.now().year // 10 * 10
    genres: Choices = [(tag.slug, tag.name) for tag in tags]
    decades: Choices = [(str(year), decade_name(year)) for year in range(this, FIRST_DECADE - 1, -10)]
    found = [
        _choice("genre", _("Genre"), state.genre, genres),
        _choice("language", _("Language"), state.language, [(row.code, row.shown) for row in languages]),
        _choice("decade", _("Decade"), str(state.wishes.decade or ""), decades),
    ]
    if not state.is_of_sets:
        found.append(_choice("kind", _("Kind"), state.wishes.kind, [("movie", _("Films")), ("tv", _("Series"))]))
    return found


def _choice(name: str, label: str, chosen: str, options: Choices) -> dict[str, Any]:
    return {"name": name, "label": label, "chosen": chosen, "options": options}
