"""Putting versions into service by hand."""

from __future__ import annotations

from collections.abc import Iterable

from recommender.enrichment.model import TextModel
from recommender.exceptions import DamagedVersionError, VersionNotFoundError
from recommender.models import ModelVersion
from recommender.onboarding.interview import Interview
from recommender.registry.arrays import ArtifactError
from recommender.registry.interviews import interviews
from recommender.registry.texts import read_text_model
from recommender.registry.versions import artifact_store, promote
from recommender.serving.models import PREFERRED


def serving_algorithm(active: Iterable[ModelVersion]) -> str | None:
    """Which of the active versions answers where nobody names a model."""
    names = {version.algorithm for version in active}
    return next((name for name in PREFERRED if name in names), None)


def check_version(version: ModelVersion) -> str:
    """Read an artifact as those do who serve from it, and say how it is; ArtifactError where it is damaged or gone."""
    if version.algorithm == TextModel.name:  # it judges texts and gives no scores of titles
        read_text_model(version)
        return "whole"
    if version.algorithm == Interview.name:
        interviews.read(version)
        return "whole"
    artifact_store().load(version.algorithm, version.version, digest=version.sha256)
    return "whole, and gives the scores it gave when it was saved"


def promote_version(*, version_id: int) -> ModelVersion:
    """Let a version serve whose artifact is whole; VersionNotFoundError, or DamagedVersionError if it is not."""
    version = ModelVersion.objects.filter(pk=version_id).first()
    if version is None:
        raise VersionNotFoundError
    try:
        check_version(version)
    except ArtifactError as error:
        raise DamagedVersionError(str(error)) from error
    return promote(version)
