"""Parts of the home and title pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.selectors import profile_of
from catalog.exceptions import TitleNotFoundError
from catalog.selectors.cards import cards_by_id
from moviesite.common.fragments import member_required, render_fragment
from moviesite.common.ratelimit import rate_limited
from ratings.selectors import latest_loved, own_ratings
from recommender.forms import read_ids
from recommender.services.recommend import get_recommendations
from recommender.views.parts import MOST_LIKED, ShownPick, local_now, member_or_none, noted_cards, shown

BILL, RAIL, TRY, BECAUSE = 4, 8, 6, 12


@require_safe
@member_required
@rate_limited("recommend")
def home_rail(request: HttpRequest) -> HttpResponse:
    """For members: one pick large with its evidence, three more with when they would end, and eight further ones."""
    member = request.user
    if not isinstance(member, User):
        raise TypeError("only members get here")
    slate = get_recommendations(member=member, limit=BILL + RAIL)
    now = local_now(profile_of(member))
    bill = [_billed(pick, now) for pick in shown(request, slate.results[:BILL])]
    context = {
        "slate": slate,
        "lead": bill[0] if bill else None,
        "rest": bill[1:],
        "bill": bill,
        "now": now,
        "cards": noted_cards(request, slate.results[BILL:]),
        "loved": latest_loved(member),
    }
    return render_fragment(request, "recommender/_home_rail.html", context)


def _billed(pick: ShownPick, now: datetime | None) -> dict[str, Any]:
    """A pick with the time at which it would end if it began now; series have no such time."""
    minutes = pick.card.runtime if pick.card.kind == "movie" else None
    return {"pick": pick, "ends": now + timedelta(minutes=minutes) if now and minutes else None}


@require_safe
@rate_limited("recommend")
def try_rail(request: HttpRequest) -> HttpResponse:
    """For visitors: picks from the titles in `like`, kept nowhere."""
    liked = read_ids(request.GET.getlist("like"), most=MOST_LIKED)
    slate = get_recommendations(limit=TRY, liked=liked) if liked else None
    context = {"slate": slate, "picks": shown(request, slate.results) if slate else [], "liked": liked}
    return render_fragment(request, "recommender/_try_rail.html", context)


@require_safe
@rate_limited("recommend")
def because(request: HttpRequest, title_id: int) -> HttpResponse:
    """Picks that one title causes; for a member without what they rated."""
    source = cards_by_id([title_id]).get(title_id)
    if source is None:
        raise TitleNotFoundError
    member = member_or_none(request)
    slate = get_recommendations(liked=[title_id], limit=2 * BECAUSE)
    seen = own_ratings(member.pk, [pick.card.id for pick in slate.results]) if member else {}
    picks = [pick for pick in slate.results if pick.card.id not in seen and pick.card.id != title_id][:BECAUSE]
    given = own_ratings(member.pk, [title_id]).get(title_id) if member else None
    context = {"source": source, "given": given, "cards": [item.card for item in shown(request, picks)]}
    return render_fragment(request, "recommender/_because_rail.html", context)
