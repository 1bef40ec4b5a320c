"""The matchup: two sets face to face, an answer, what it did, and the next pair.

Every answer is a plain form post. A script puts the parts in place, so that nothing else on the page moves.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from matchups.exceptions import (
    AlreadyAnsweredError,
    ComparisonNotFoundError,
    NoPairLeftError,
    NothingToUndoError,
    TicketExpiredError,
)
from matchups.forms import VoteForm
from matchups.models import Comparison
from matchups.selectors.results import Blind, Result, blind_pairs, result_of
from matchups.services.comparisons import next_comparison, own_comparison
from matchups.services.voters import Voter
from matchups.services.voting import cast_vote, last_vote, undo_vote
from matchups.visitors import enforce_daily, remember, voter_of
from moviesite.common.fragments import is_htmx, render_fragment
from moviesite.common.ratelimit import rate_limited

GONE = (ComparisonNotFoundError, TicketExpiredError)


@require_safe
@never_cache
@rate_limited("read")
def home(request: HttpRequest) -> HttpResponse:
    """/matchups/: the pair that is open for whoever asks."""
    voter = voter_of(request)
    pair = _next_pair(voter)
    response = render(request, "matchups/vote.html", {"pair": pair, "can_undo": last_vote(voter) is not None})
    remember(request, response)
    return response


@require_POST
@rate_limited("vote")
def vote(request: HttpRequest) -> HttpResponseBase:
    """Answer a pair: what it did, or after a skip the next pair."""
    voter = voter_of(request)
    form = VoteForm(request.POST)
    if not form.is_valid():
        return _pair(request, voter, note=_("That was no answer to a pair. Here is one."))
    comparison_id, outcome, why = form.answer
    enforce_daily(request)
    try:
        cast = cast_vote(voter=voter, comparison_id=comparison_id, outcome=outcome, skip_reason=why)
    except GONE:
        return _pair(request, voter, note=_("That pair is no longer open. Here is another one."))
    except AlreadyAnsweredError:  # in another tab
        return _pair(request, voter, note=_("You have answered that pair already. Here is another one."))
    if cast.vote.outcome == "skip":
        return _pair(request, voter)
    if not is_htmx(request):
        return redirect("matchups:result", comparison_id)
    shown = result_of(own_comparison(voter=voter, comparison_id=comparison_id), request.user.pk)
    return render_fragment(request, "matchups/_result.html", _told(request, voter, shown))


@require_safe
@never_cache
@rate_limited("read")
def result(request: HttpRequest, comparison_id: int) -> HttpResponseBase:
    """/matchups/result/…/: what an answer did."""
    voter = voter_of(request)
    shown = result_of(own_comparison(voter=voter, comparison_id=comparison_id), request.user.pk)
    if shown is None:
        return redirect("matchups:home")
    return render(request, "matchups/vote.html", _told(request, voter, shown))


@require_POST
@rate_limited("vote")
def undo(request: HttpRequest) -> HttpResponseBase:
    """Take the last answer back; its pair is open again."""
    voter = voter_of(request)
    try:
        comparison = undo_vote(voter=voter)
    except NothingToUndoError:
        return _pair(request, voter, note=_("There is nothing to take back."))
    return _pair(request, voter, comparison, note=_("Taken back. Here is that pair again."))


def _next_pair(voter: Voter, after: int | None = None) -> Blind | None:
    try:
        return blind_pairs([next_comparison(voter=voter, after=after)])[0]
    except NoPairLeftError:
        return None


def _pair(request: HttpRequest, voter: Voter, comparison: Comparison | None = None, note: str = "") -> HttpResponseBase:
    if not is_htmx(request):
        return redirect("matchups:home")
    pair = blind_pairs([comparison])[0] if comparison is not None else _next_pair(voter)
    context = {"pair": pair, "note": note, "can_undo": last_vote(voter) is not None}
    response = render_fragment(request, "matchups/_pair.html", context)
    remember(request, response)
    return response


def _told(request: HttpRequest, voter: Voter, shown: Result | None) -> dict[str, Any]:
    """What the result shows; the next pair goes with it, so that it is there before it is asked for."""
    member = request.user if isinstance(request.user, User) else None
    winner = {"a": shown.a, "b": shown.b}.get(shown.vote.outcome) if shown else None
    last = last_vote(voter)
    return {
        "result": shown,
        "winner": winner,
        "learned": winner.cards[:2] if winner and member else (),
        "pair": _next_pair(voter),
        "can_undo": last is not None and shown is not None and last.pk == shown.vote.pk,
    }
