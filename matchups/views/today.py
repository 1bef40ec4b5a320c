"""Today's matchup on the visitors' home page: a pair to answer at once, and a word about the answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from matchups.exceptions import AlreadyAnsweredError, ComparisonNotFoundError, NoPairLeftError, TicketExpiredError
from matchups.forms import VoteForm
from matchups.selectors.results import blind_pairs, result_of
from matchups.services.comparisons import next_comparison, own_comparison
from matchups.services.voters import Voter
from matchups.services.voting import cast_vote
from matchups.visitors import enforce_daily, remember, voter_of
from moviesite.common.fragments import is_htmx, render_fragment
from moviesite.common.ratelimit import rate_limited

GONE = (ComparisonNotFoundError, TicketExpiredError)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@rate_limited("read", methods=("GET", "HEAD"))
@rate_limited("vote", methods=("POST",))
def today(request: HttpRequest) -> HttpResponseBase:
    """/matchups/today/: part of a page. The pair is chosen when this is asked for, not when the page is."""
    voter = voter_of(request)
    if request.method != "POST":
        return _pair(request, voter)
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
    return render_fragment(request, "matchups/_today_result.html", {"result": shown})


def _pair(request: HttpRequest, voter: Voter, note: str = "") -> HttpResponse:
    """The open pair in the shape of components/vote_pair.html, or word that there is none."""
    context: dict[str, object] = {"action": reverse("matchups:today"), "target": "#today", "note": note, "pair": None}
    try:
        blind = blind_pairs([next_comparison(voter=voter)])[0]
    except NoPairLeftError:
        pass
    else:
        sides = {"set_a": {"movies": blind.a}, "set_b": {"movies": blind.b}}
        context["pair"] = {"id": blind.comparison.pk, **sides}
    response = render_fragment(request, "matchups/_today.html", context)
    remember(request, response)
    return response
