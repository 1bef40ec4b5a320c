"""/models/: how picks are made, for everybody; trainings and versions, for staff."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from moviesite.common.errors import ConflictError, DomainError, PermissionDeniedError
from moviesite.common.fragments import is_htmx, member_required, render_fragment
from moviesite.common.ratelimit import rate_limited
from recommender.enrichment.model import TextModel
from recommender.enums import ModelStatus
from recommender.exceptions import NotQueuedError, VersionNotFoundError
from recommender.models import ModelVersion, TrainingRun
from recommender.onboarding.interview import Interview
from recommender.registry.versions import roll_back
from recommender.selectors.models import active_versions, current_run, latest_versions, training_runs
from recommender.services.training import KINDS, algorithms_of, cancel_training, request_training
from recommender.services.versions import promote_version, serving_algorithm
from recommender.serving.health import failures_last_day
from recommender.tasks import queue_training
from recommender.views import model_words
from recommender.views.model_words import AlgorithmWords, words_of

TRAIN, CHANGE = "recommender.add_trainingrun", "recommender.change_trainingrun"
VIEW, SERVE = "recommender.view_trainingrun", "recommender.change_modelversion"
MOST_VERSIONS, MOST_RUNS = 20, 8
FIGURE, ERROR = "ndcg@10", "ndcg@10_se"

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Row:
    """An active version as the comparison shows it; `width` is its bar in per cent of the longest."""

    version: ModelVersion
    words: AlgorithmWords
    figure: float | None
    width: float
    error: float | None
    serves: bool


def staff_may(permission: str) -> Callable[[View], View]:
    """For staff with a permission; visitors are sent to the login page."""

    def decorate(view: View) -> View:
        @wraps(view)
        @member_required
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not _may(request, permission):
                raise PermissionDeniedError
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _may(request: HttpRequest, permission: str) -> bool:
    return isinstance(request.user, User) and request.user.is_staff and request.user.has_perm(permission)


@require_safe
@rate_limited("read")
def models(request: HttpRequest) -> HttpResponse:
    """The page, and for htmx how far the training is."""
    run = current_run() if _may(request, VIEW) else None
    if is_htmx(request):
        if run is None:
            return HttpResponse(status=204, headers={"HX-Refresh": "true"})
        return render_fragment(request, "recommender/_models_training.html", {"run": run, "what": _what(run)})
    active = active_versions()
    rows = _rows(active)
    serving = next((row for row in rows if row.serves), None)
    context: dict[str, Any] = {
        "rows": rows,
        "serving": serving,
        "figures": _figures(serving),
        "reader": next((row for row in active if row.algorithm == TextModel.name), None),
        "failures": [(model_words.STEPS.get(step, step), n) for step, n in failures_last_day().items() if n],
        "run": run,
        "what": _what(run) if run else "",
        "desk": _desk(request, run),
    }
    response = render(request, "recommender/models.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _rows(active: list[ModelVersion]) -> list[Row]:
    """Models that score titles, best first; those that were not judged last."""
    judged = [version for version in active if version.algorithm not in (TextModel.name, Interview.name)]
    serving = serving_algorithm(judged)
    longest = max((version.metrics.get(FIGURE, 0.0) for version in judged), default=0.0) or 1.0
    rows = [
        Row(
            version=version,
            words=words_of(version.algorithm),
            figure=version.metrics.get(FIGURE),
            width=round(100 * version.metrics.get(FIGURE, 0.0) / longest, 1),
            error=version.metrics.get(ERROR),
            serves=version.algorithm == serving,
        )
        for version in judged
    ]
    return sorted(rows, key=lambda row: (row.figure is None, -(row.figure or 0.0), row.version.algorithm))


def _figures(serving: Row | None) -> dict[str, int] | None:
    """Whole per cents for sentences; None where nothing was judged."""
    metrics = serving.version.metrics if serving else {}
    if "hr@10" not in metrics:
        return None
    return {"hits": round(100 * metrics["hr@10"]), "coverage": round(100 * metrics.get("coverage", 0.0))}


def _desk(request: HttpRequest, run: TrainingRun | None) -> dict[str, Any] | None:
    """What staff see; None for everybody else."""
    if not _may(request, VIEW):
        return None
    kinds = [(kind, model_words.KINDS[kind], bool(algorithms_of(kind))) for kind in KINDS]
    versions = latest_versions(MOST_VERSIONS)
    earlier = {row.algorithm for row in versions if _promotable(row)}
    return {
        "kinds": [(kind, words) for kind, words, there in kinds if there] if _may(request, TRAIN) else [],
        "may_cancel": run is not None and _may(request, CHANGE),
        "may_serve": _may(request, SERVE),
        "versions": [
            (row, words_of(row.algorithm), _promotable(row), row.active_key is not None and row.algorithm in earlier)
            for row in versions
        ],
        "runs": [(row, _what(row)) for row in training_runs()[:MOST_RUNS]],
    }


def _what(run: TrainingRun) -> model_words.Words:
    """What a run learns, in words: its kind, or the algorithms that somebody named."""
    names = [str(words_of(name).name) for name in run.options.get("algorithms", [])]
    return model_words.KINDS.get(run.kind) or ", ".join(names) or words_of(run.kind).name


def _promotable(version: ModelVersion) -> bool:
    """Whether its artifact is kept: it served before, and was not pruned since."""
    return version.status == ModelStatus.RETIRED and version.promoted_at is not None


@require_POST
@staff_may(TRAIN)
@rate_limited("train")
def train(request: HttpRequest) -> HttpResponseBase:
    """Have a worker train one kind."""
    kind = request.POST.get("kind", "")
    if kind not in KINDS:
        raise DomainError(errors={"kind": [_("One of: %(choices)s.") % {"choices": ", ".join(KINDS)}]})
    asker: Any = request.user
    try:
        queue_training(request_training(kind=kind, by=asker))
    except (ConflictError, NotQueuedError) as error:
        messages.error(request, error.detail)
    return redirect("recommender:models")


@require_POST
@staff_may(CHANGE)
@rate_limited("write")
def cancel(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """Stop a training at its next step."""
    try:
        cancel_training(run_id=run_id)
    except ConflictError as error:
        messages.error(request, error.detail)
    return redirect("recommender:models")


@require_POST
@staff_may(SERVE)
@rate_limited("write")
def serve(request: HttpRequest, version_id: int) -> HttpResponseBase:
    """Let an earlier version serve again."""
    try:
        version = promote_version(version_id=version_id)
    except ConflictError as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, _("%(version)s serves now.") % {"version": version})
    return redirect("recommender:models")


@require_POST
@staff_may(SERVE)
@rate_limited("write")
def back(request: HttpRequest) -> HttpResponseBase:
    """Let the version before serve again."""
    try:
        version = roll_back(request.POST.get("algorithm", "")[:40])
    except VersionNotFoundError as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, _("%(version)s serves now.") % {"version": version})
    return redirect("recommender:models")
