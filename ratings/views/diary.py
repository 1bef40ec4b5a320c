"""The diary: its pages, logging a viewing, the year in review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.selectors.cards import TitleCard, cards_by_id
from moviesite.common.errors import DomainError
from moviesite.common.fragments import is_htmx, member_required, render_fragment
from moviesite.common.languages.choosing import with_asked_language
from moviesite.common.paging import page_of
from moviesite.common.ratelimit import rate_limited
from ratings.charts import heat_strip
from ratings.exceptions import DiaryEntryNotFoundError
from ratings.forms import ViewingForm
from ratings.models import DiaryEntry, Review
from ratings.selectors import rating_of, review_of
from ratings.selectors.diary import (
    days_of_year,
    diary_tags,
    diary_years,
    own_entry,
    viewings_of,
    visible_diary,
    with_tag,
)
from ratings.selectors.year import ENOUGH, YearInReview, year_of_diary
from ratings.services.diary import delete_viewing, log_viewing, update_viewing
from ratings.views.parts import member_of, require_card

PAGE, SHOWN, LATEST = 40, 20, 8
FIRST_YEAR, LAST_YEAR = 1888, 9998


@dataclass(frozen=True, slots=True)
class MonthOfDiary:
    """The viewings of a month, with their cards."""

    first: date
    rows: tuple[tuple[DiaryEntry, TitleCard], ...]


def _months(entries: Sequence[DiaryEntry]) -> list[MonthOfDiary]:
    cards = cards_by_id(entry.title_id for entry in entries)
    shown = [(entry, cards[entry.title_id]) for entry in entries if entry.title_id in cards]
    return [
        MonthOfDiary(first, tuple(rows))
        for first, rows in groupby(shown, key=lambda row: row[0].watched_on.replace(day=1))
    ]


def _year(request: HttpRequest, years: Sequence[int]) -> int | None:
    """The year that is asked for, if the diary has it."""
    asked = request.GET.get("year", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 and int(asked) in years else None


@require_safe
@rate_limited("read")
def diary_page(request: HttpRequest, username: str) -> HttpResponse:
    """/@name/diary/: by month, of one year or all, with one tag or any."""
    diary = visible_diary(username, request.user.pk)
    years = diary_years(diary)
    year, tag = _year(request, years), request.GET.get("tag", "")[:30]
    entries = diary.of_year(year) if year else diary.entries
    page = page_of(request, with_tag(entries, tag) if tag else entries, PAGE)
    drawn = year or (years[0] if years else timezone.localdate().year)
    context = {
        "member": diary.owner,
        "is_owner": diary.owner.pk == request.user.pk,
        "page": page,
        "months": _months(list(page)),
        "years": years,
        "year": year,
        "drawn": drawn,
        "tag": tag,
        "tags": diary_tags(diary),
        "strip": heat_strip(days_of_year(diary, drawn), drawn) if years else None,
    }
    return render(request, "ratings/diary.html", context)


@require_safe
@rate_limited("read")
def diary_part(request: HttpRequest, username: str) -> HttpResponse:
    """Part of the profile: the days of the latest year and the latest viewings; empty for whom the diary is not."""
    try:
        diary = visible_diary(username, request.user.pk)
    except DiaryEntryNotFoundError:
        return render_fragment(request, "ratings/_diary_part.html", {"years": []})
    years = diary_years(diary)
    latest = list(diary.entries[:LATEST]) if years else []
    cards = cards_by_id(entry.title_id for entry in latest)
    context = {
        "member": diary.owner,
        "years": years,
        "strip": heat_strip(days_of_year(diary, years[0]), years[0]) if years else None,
        "latest": [(entry, cards[entry.title_id]) for entry in latest if entry.title_id in cards],
    }
    return render_fragment(request, "ratings/_diary_part.html", context)


@require_safe
@rate_limited("read")
def year_page(request: HttpRequest, username: str, year: int) -> HttpResponse:
    """/@name/2026/: the year in review."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    diary = visible_diary(username, request.user.pk)
    found = year_of_diary(diary, year)
    context = {
        "member": diary.owner,
        "is_owner": diary.owner.pk == request.user.pk,
        "year": year,
        "years": diary_years(diary),
        "review": found if isinstance(found, YearInReview) else None,
        "count": found if isinstance(found, int) else found.viewings,
        "enough": ENOUGH,
        "strip": heat_strip(days_of_year(diary, year), year) if isinstance(found, YearInReview) else None,
    }
    return render(request, "ratings/year.html", context)


@require_safe
@member_required
@rate_limited("read")
def own_diary(request: HttpRequest) -> HttpResponseBase:
    """/diary/: leads to the member's own."""
    return redirect(with_asked_language(request, "ratings:member-diary", member_of(request).username))


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@rate_limited("write", methods=("POST",))
def viewings(request: HttpRequest, title_id: int) -> HttpResponseBase:
    """The member's viewings of a title, and a form for another; part of the title's page, or a page."""
    member, card = member_of(request), require_card(title_id)
    review = review_of(member.pk, title_id)
    seen = list(viewings_of(member, title_id)[:SHOWN])
    if request.method == "POST":
        form = ViewingForm(request.POST, has_review=review is not None)
        if form.is_valid():
            try:
                log_viewing(member=member, title_id=title_id, **_values(form, review))
            except DomainError as error:
                form.add_domain_error(error)
            else:
                return _logged(request, card)
    else:
        rating = rating_of(member, title_id)
        first = {
            "watched_on": timezone.localdate(),
            "rating": f"{rating.value:g}" if rating else "",
            "is_rewatch": seen,
        }
        form = ViewingForm(initial=first, has_review=review is not None)
    template = "ratings/_viewings.html" if is_htmx(request) else "ratings/viewings.html"
    context = {"card": card, "form": form, "seen": seen}
    return render_fragment(request, template, context, status=422 if form.errors else 200)


def _values(form: ViewingForm, review: Review | None) -> dict[str, Any]:
    values = dict(form.cleaned_data)
    if "with_review" in values:
        values["review_id"] = review.pk if values.pop("with_review") and review is not None else None
    return values


def _logged(request: HttpRequest, card: TitleCard) -> HttpResponseBase:
    if is_htmx(request):
        context = {"card": card, "seen": list(viewings_of(member_of(request), card.id)[:SHOWN]), "logged": True}
        return render_fragment(request, "ratings/_viewings.html", context)
    messages.success(request, _("%(title)s is in your diary.") % {"title": card.title})
    return redirect(with_asked_language(request, "ratings:member-diary", member_of(request).username))


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@rate_limited("write", methods=("POST",))
def edit_viewing(request: HttpRequest, entry_id: int) -> HttpResponseBase:
    """/diary/7/: change a viewing."""
    member = member_of(request)
    entry = own_entry(member, entry_id)
    review = review_of(member.pk, entry.title_id)
    first = {name: getattr(entry, name) for name in ("watched_on", "is_rewatch", "tags", "place")}
    first |= {"rating": f"{entry.rating:g}" if entry.rating is not None else "", "with_review": entry.review_id}
    form = ViewingForm(request.POST or None, initial=first, has_review=review is not None)
    if request.method == "POST" and form.is_valid():
        try:
            update_viewing(member=member, entry_id=entry_id, **_values(form, review))
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved."))
            return redirect(with_asked_language(request, "ratings:member-diary", member.username))
    context = {"card": require_card(entry.title_id), "entry": entry, "form": form}
    return render_fragment(request, "ratings/viewing_edit.html", context, status=422 if form.errors else 200)


@require_POST
@member_required
@rate_limited("write")
def remove_viewing(request: HttpRequest, entry_id: int) -> HttpResponseBase:
    """Take a viewing out of the diary."""
    delete_viewing(member=member_of(request), entry_id=entry_id)
    messages.success(request, _("Taken out of your diary."))
    return redirect(with_asked_language(request, "ratings:member-diary", member_of(request).username))
