"""What can go wrong with training and models."""

from moviesite.common.errors import ConflictError, DomainError, NotFoundError


class TrainingBusyError(ConflictError):
    """Another run is training."""

    title = "A training is running already"


class NothingToLearnError(DomainError):
    """There are too few ratings to learn from."""

    title = "There are too few ratings to learn from"


class VersionNotFoundError(NotFoundError):
    """No such model version, or none to go back to."""

    title = "There is no such model version"


class UnknownMoodError(DomainError):
    """A mood that is none of ours."""

    title = "Unknown mood"
