"""What can go wrong with training and models."""

from django.utils.translation import gettext_lazy as _

from moviesite.common.errors import ConflictError, DomainError, NotFoundError, UnavailableError


class TrainingBusyError(ConflictError):
    """Another run is training."""

    title = _("A training is running already")


class TrainingEndedError(ConflictError):
    """It cannot be cancelled any more."""

    title = _("The training has ended")


class TrainingNotFoundError(NotFoundError):
    """No such training run."""

    title = _("There is no such training")


class NotQueuedError(UnavailableError):
    """The queue of background work does not answer."""

    title = _("The training could not be queued")


class TrainingCancelledError(Exception):
    """Somebody asked for the training to stop."""


class LeaseLostError(Exception):
    """Another process has taken the training over."""


class NothingToLearnError(DomainError):
    """There are too few ratings to learn from."""

    title = _("There are too few ratings to learn from")


class VersionNotFoundError(NotFoundError):
    """No such model version, or none to go back to."""

    title = _("There is no such model version")


class DamagedVersionError(ConflictError):
    """Its artifact cannot be read."""

    title = _("The version's files are damaged or gone")


class UnknownMoodError(DomainError):
    """A mood that is none of ours."""

    title = _("Unknown mood")


class UnknownOccasionError(DomainError):
    """An occasion that is none of ours."""

    title = _("Unknown occasion")


class UnknownModelError(DomainError):
    """No algorithm of that name."""

    title = _("Unknown model")


class ExperimentNotFoundError(NotFoundError):
    """No such experiment."""

    title = "There is no such experiment"


class ExperimentStateError(ConflictError):
    """The experiment has begun or ended already, or another one is running."""

    title = "The experiment is not in a state for this"


class InvalidExperimentError(DomainError):
    """Its arms or figures will not do."""

    title = "The experiment cannot be run like this"
