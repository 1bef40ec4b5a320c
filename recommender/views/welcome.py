"""/welcome/: languages first, then titles to rate, with picks that improve meanwhile."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.selectors import profile_of
from accounts.services.profiles import update_profile
from moviesite.common.fragments import member_required, render_fragment
from moviesite.common.ratelimit import rate_limited
from moviesite.common.vocabulary import HOME_LANGUAGES, LANGUAGES
from ratings.selectors import rating_history
from recommender.forms import read_ids
from recommender.models import Dismissal
from recommender.selectors import welcome_titles
from recommender.services.recommend import get_recommendations
from recommender.views.parts import shown

ENOUGH, TITLES, PICKS, LAST_PAGE = 5, 20, 5, 20
OFFERED = (*HOME_LANGUAGES, "ml", "bn", "mr", "ja", "ko", "fr", "es", "it", "zh")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@rate_limited("write", methods=("POST",))
def welcome(request: HttpRequest) -> HttpResponseBase:
    """Both steps; either may be skipped."""
    member = request.user
    if not isinstance(member, User):
        raise TypeError("only members get here")
    profile = profile_of(member)
    if request.method == "POST":
        chosen = [code for code in request.POST.getlist("language") if code in LANGUAGES]
        update_profile(user=member, changes={"content_languages": list(dict.fromkeys(chosen))})
        return redirect(f"{reverse('recommender:welcome')}?step=films")
    if request.GET.get("step") == "films" or (profile.content_languages and request.GET.get("step") != "languages"):
        return _films(request, member, profile.content_languages)
    options = [{"value": code, "label": LANGUAGES[code].own_name, "sub": LANGUAGES[code].name} for code in OFFERED]
    context = {"options": options, "chosen": profile.content_languages or [profile.ui_language]}
    return render(request, "recommender/welcome_languages.html", context)


def _films(request: HttpRequest, member: User, languages: list[str]) -> HttpResponse:
    wanted = read_ids(request.GET.getlist("page"), most=1)
    page = min(max(wanted[0], 1), LAST_PAGE) if wanted else 1
    rated = set(rating_history(member).values_list("title_id", flat=True))
    sent_away = set(Dismissal.objects.filter(user=member).values_list("title_id", flat=True))
    found = welcome_titles(languages=languages, exclude=rated | sent_away, limit=TITLES * page + 1)
    context = {
        "cards": found[TITLES * (page - 1) : TITLES * page],
        "next_page": page + 1 if len(found) > TITLES * page and page < LAST_PAGE else None,
        "languages": languages,
        **_progress(len(rated)),
    }
    return render(request, "recommender/welcome_films.html", context)


def _progress(rated: int) -> dict[str, Any]:
    return {"rated": rated, "enough": ENOUGH, "missing": max(0, ENOUGH - rated)}


@require_safe
@member_required
@rate_limited("recommend")
def welcome_picks(request: HttpRequest) -> HttpResponse:
    """The picks beside the titles; `was` names those shown before, so that new ones can be marked."""
    member = request.user
    if not isinstance(member, User):
        raise TypeError("only members get here")
    rated = rating_history(member).count()
    slate = get_recommendations(member=member, limit=PICKS, languages=profile_of(member).content_languages)
    was = read_ids(request.GET.getlist("was"), most=PICKS)
    context = {"slate": slate, "picks": shown(request, slate.results, was=was), **_progress(rated)}
    return render_fragment(request, "recommender/_welcome_picks.html", context)
