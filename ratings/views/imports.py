"""Bringing a history along: the upload, the preview, progress, the report."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from catalog.selectors.picking import find_title
from moviesite.common.errors import DomainError
from moviesite.common.fragments import came_from, is_htmx, member_required, render_fragment
from moviesite.common.paging import page_of
from moviesite.common.ratelimit import enforce, rate_limited
from ratings.enums import ImportPolicy, ImportState, ItemState
from ratings.forms import ApplyForm, FixForm, UploadForm
from ratings.import_faults import fault_words
from ratings.import_sources import KIND_WORDS, SOURCES, STATE_WORDS
from ratings.models import ImportJob
from ratings.selectors.imports import films_in, films_of, find_import, imports_of, state_totals
from ratings.services.imports.fixing import choose_title
from ratings.services.imports.jobs import begin_apply, begin_undo, start_import
from ratings.tasks import queue_import
from ratings.views.parts import member_of

JOBS, FILMS = 10, 20
FAULTS = 50  # lines that are named
_FIRST = (ItemState.AMBIGUOUS, ItemState.UNMATCHED, ItemState.FAILED, ItemState.MATCHED, ItemState.APPLIED)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def import_page(request: HttpRequest) -> HttpResponseBase:
    """/settings/import/: where files come from, the upload, and past imports."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST":
        enforce(request, "import")
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                job = start_import(member=member_of(request), name=file.name, chunks=file.chunks())
            except DomainError as error:
                form.add_domain_error(error)
            else:
                queue_import(job)
                return redirect("ratings:import-job", job.pk)
    context = {
        "form": form,
        "sources": SOURCES,
        "page": page_of(request, imports_of(member_of(request)), JOBS),
        "most": settings.IMPORT_MAX_BYTES // 1024**2,
    }
    return render_fragment(request, "ratings/import.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD"])
@member_required
@rate_limited("read")
def import_job(request: HttpRequest, job_id: int) -> HttpResponseBase:
    """/settings/import/7/: what was found and what became of it; while a worker is at it, how far it is."""
    job = find_import(member_of(request), job_id)
    if is_htmx(request):
        if not job.is_busy:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render_fragment(request, "ratings/_import_progress.html", {"job": job})
    return render_fragment(request, "ratings/import_job.html", _job_context(request, job))


def _job_context(request: HttpRequest, job: ImportJob) -> dict[str, Any]:
    totals = state_totals(job)
    asked = request.GET.get("show", "")
    show = asked if asked in totals else next((state.value for state in _FIRST if state in totals), "")
    page = page_of(request, films_in(job, show), FILMS) if show and not job.is_busy else None
    can_change = job.state in {ImportState.PREVIEW, ImportState.DONE}
    open_states = {ItemState.AMBIGUOUS, ItemState.UNMATCHED, ItemState.MATCHED}
    return {
        "job": job,
        "source": next((known.name for known in SOURCES if known.source == job.source), ""),
        "trouble": fault_words(job.error),
        "faults": [(fault, fault_words(fault["reason"])) for fault in job.left_out.get("shown", ())[:FAULTS]],
        "kinds": [
            {
                "words": KIND_WORDS[kind],
                "states": [(STATE_WORDS[state], n) for state, n in states.items()],
                "n": sum(states.values()),
            }
            for kind, states in job.counts.items()
        ],
        "totals": [(state, STATE_WORDS[state], number) for state, number in totals.items()],
        "ready": totals.get(ItemState.MATCHED, 0),
        "show": show,
        "page": page,
        "films": films_of(list(page)) if page is not None else [],
        "can_fix": can_change and (show in open_states or show == ItemState.SKIPPED),
        "can_apply": can_change and ItemState.MATCHED in totals,
        "can_undo": job.state == ImportState.DONE and ItemState.APPLIED in totals,
        "form": ApplyForm(initial={"policy": job.policy}),
    }


@require_POST
@member_required
@rate_limited("write")
def apply(request: HttpRequest, job_id: int) -> HttpResponseBase:
    """Have what was found written."""
    form = ApplyForm(request.POST)
    policy = ImportPolicy(form.cleaned_data["policy"]) if form.is_valid() else ImportPolicy.MINE
    queue_import(begin_apply(member=member_of(request), job_id=job_id, policy=policy))
    return redirect("ratings:import-job", job_id)


@require_POST
@member_required
@rate_limited("write")
def undo(request: HttpRequest, job_id: int) -> HttpResponseBase:
    """Have taken back what was written."""
    queue_import(begin_undo(member=member_of(request), job_id=job_id))
    return redirect("ratings:import-job", job_id)


@require_POST
@member_required
@rate_limited("write")
def fix(request: HttpRequest, job_id: int, item_id: int) -> HttpResponseBase:
    """Say which title a line means, or that it is left out."""
    member, form = member_of(request), FixForm(request.POST)
    find_import(member, job_id)
    title_id = form.chosen() if form.is_valid() else None
    if form.is_valid() and title_id is None and form.cleaned_data["title"]:
        title_id = find_title(form.cleaned_data["title"], chosen=form.cleaned_data["title_id"])
    if title_id is None and "leave" not in request.POST:
        messages.error(request, _("No title of this name here. Try its search."))
    else:
        choose_title(member=member, job_id=job_id, item_id=item_id, title_id=title_id)
    return redirect(came_from(request, f"/settings/import/{job_id}/"))
