"""/welcome/: languages, genres and country first, then titles to rate, with picks that improve meanwhile."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.extensions import known_genres
from accounts.forms.profile import REGIONS
from accounts.models import Profile, User
from accounts.selectors import profile_of
from accounts.services.profiles import update_profile
from catalog.regional.region import region_of
from catalog.selectors.cards import cards_by_id
from moviesite.common.errors import DomainError
from moviesite.common.fragments import is_htmx, member_required, render_fragment
from moviesite.common.ratelimit import rate_limited
from moviesite.common.vocabulary import HOME_LANGUAGES, LANGUAGES
from ratings.selectors import rating_history
from recommender.forms import read_ids
from recommender.services.dismissals import dismiss_title
from recommender.services.newcomers import QUESTIONS, TABLE, next_round
from recommender.services.recommend import get_recommendations
from recommender.views.parts import shown

ENOUGH, PICKS = 5, 5
OFFERED = (*HOME_LANGUAGES, "ml", "bn", "mr", "ja", "ko", "fr", "es", "it", "zh")
NOT_SEEN, NOT_FOR_ME = "not_seen", "not_for_me"
UNSEEN, MOST_UNSEEN = "welcome_unseen", 300  # in the session alone: it says nothing of what the member thinks


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@rate_limited("write", methods=("POST",))
def welcome(request: HttpRequest) -> HttpResponseBase:
    """Both steps; either may be skipped."""
    member = _member(request)
    profile = profile_of(member)
    if request.method == "POST":
        update_profile(user=member, changes=_stated(request))
        return _to_titles()
    if request.GET.get("step") == "films" or (profile.content_languages and request.GET.get("step") != "languages"):
        return _titles(request, member, profile)
    options = [{"value": code, "label": LANGUAGES[code].own_name, "sub": LANGUAGES[code].shown} for code in OFFERED]
    regions = [] if profile.region else list(REGIONS)
    guess = region_of(request).code
    context = {
        "options": options,
        "chosen": profile.content_languages or [profile.ui_language],
        "genres": [{"value": slug, "label": name} for slug, name in known_genres()],
        "chosen_genres": profile.favorite_genres,
        "regions": regions,
        "region": guess if guess in dict(regions) else "",
    }
    return render(request, "recommender/welcome_languages.html", context)


def _stated(request: HttpRequest) -> dict[str, Any]:
    """What the first step says; what is not known is left out, and so is a country that was not asked for."""
    genres = {slug for slug, _name in known_genres()}
    changes: dict[str, Any] = {
        "content_languages": [code for code in request.POST.getlist("language") if code in LANGUAGES],
        "favorite_genres": [slug for slug in request.POST.getlist("genre") if slug in genres],
    }
    if (region := request.POST.get("region", "")) and region in dict(REGIONS):
        changes["region"] = region
    return changes


def _titles(request: HttpRequest, member: User, profile: Profile) -> HttpResponse:
    """The second step, and for htmx the titles alone."""
    context = _table(request, member, read_ids(request.GET.getlist("table"), most=TABLE))
    if is_htmx(request):
        return render_fragment(request, "recommender/_welcome_titles.html", context)
    gone = read_ids(request.GET.getlist("gone"), most=1)
    context |= {
        "languages": profile.content_languages,
        "gone": next(iter(cards_by_id(gone).values()), None),
        **_progress(context["rated"]),
    }
    response = render(request, "recommender/welcome_films.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_POST
@member_required
@rate_limited("write")
def welcome_answer(request: HttpRequest) -> HttpResponseBase:
    """Titles the member has not seen, or one that is not for them; `table` are the titles in front of them."""
    member, answer = _member(request), request.POST.get("answer", "")
    titles = read_ids(request.POST.getlist("title"), most=TABLE)
    if answer not in (NOT_SEEN, NOT_FOR_ME):
        raise DomainError(
            errors={
                "answer": [
                    _("One of: %(not_seen)s, %(not_for_me)s.") % {"not_seen": NOT_SEEN, "not_for_me": NOT_FOR_ME}
                ]
            }
        )
    if answer == NOT_SEEN:
        known = cards_by_id(titles)
        unseen = dict.fromkeys([*_unseen(request), *(pk for pk in titles if pk in known)])
        request.session[UNSEEN] = list(unseen)[-MOST_UNSEEN:]
    else:
        for title_id in titles[:1]:
            dismiss_title(member=member, title_id=title_id)
    gone = titles[0] if answer == NOT_FOR_ME and titles else None
    if not is_htmx(request):
        return _to_titles(gone)
    context = _table(request, member, read_ids(request.POST.getlist("table"), most=TABLE))
    context["gone"] = None if gone is None else cards_by_id([gone]).get(gone)
    response = render_fragment(request, "recommender/_welcome_titles.html", context)
    if gone is not None:
        response["HX-Trigger"] = "dismissed"
    return response


def _to_titles(gone: int | None = None) -> HttpResponseBase:
    query = "?step=films" if gone is None else f"?step=films&gone={gone}"
    return redirect(f"{reverse('recommender:welcome')}{query}")


def _table(request: HttpRequest, member: User, table: list[int]) -> dict[str, Any]:
    found = next_round(member=member, unseen=_unseen(request), table=table)
    return {
        "cards": found.cards,
        "rated": found.rated,
        "answered": min(found.answered, QUESTIONS),
        "questions": QUESTIONS,
    }


def _unseen(request: HttpRequest) -> list[int]:
    found: list[int] = request.session.get(UNSEEN, [])
    return found


def _member(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise TypeError("only members get here")
    return request.user


def _progress(rated: int) -> dict[str, Any]:
    return {"rated": rated, "enough": ENOUGH, "missing": max(0, ENOUGH - rated)}


@require_safe
@member_required
@rate_limited("recommend")
def welcome_picks(request: HttpRequest) -> HttpResponse:
    """The picks beside the titles; `was` names those shown before, so that new ones can be marked.

    Before the first rating they come from the languages and genres that the member named.
    """
    member = _member(request)
    profile, rated = profile_of(member), rating_history(member).count()
    genres = [] if rated else profile.favorite_genres
    slate = get_recommendations(member=member, limit=PICKS, languages=profile.content_languages, genres=genres)
    if genres and not slate.results:
        slate = get_recommendations(member=member, limit=PICKS, languages=profile.content_languages)
    was = read_ids(request.GET.getlist("was"), most=PICKS)
    context = {
        "slate": slate,
        "picks": shown(request, slate.results, was=was),
        "languages": profile.content_languages,
        **_progress(rated),
    }
    return render_fragment(request, "recommender/_welcome_picks.html", context)
