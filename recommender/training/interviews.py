"""Training of the interview: what newcomers are asked about, learnt from the same ratings as the models of a run."""

from __future__ import annotations

import structlog
from django.utils import timezone

from recommender.dataset import Interactions
from recommender.models import ModelVersion, TrainingRun
from recommender.onboarding.interview import Interview
from recommender.registry.interviews import interviews
from recommender.training.publishing import record

log = structlog.get_logger(__name__)

LEAST_MEMBERS, LEAST_TITLES = 20, 12  # with fewer, fame says as much


def train_interview(run: TrainingRun, data: Interactions) -> ModelVersion | None:
    """A candidate of the run; None with too few members or titles to tell tastes apart."""
    interview = Interview.fit(data)
    if interview.n_members < LEAST_MEMBERS or interview.titles.size < LEAST_TITLES:
        return None
    now = timezone.now()
    manifest = interviews.save(
        interview, now.strftime("%Y%m%d-%H%M%S-%f"), fingerprint=data.fingerprint(), created_at=now
    )
    version = record(run, manifest, data.n_ratings)
    log.info(
        "recommender.interview_trained",
        version=version.version,
        members=interview.n_members,
        titles=int(interview.titles.size),
    )
    return version
