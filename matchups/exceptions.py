"""What can go wrong with matchups."""

from django.utils.translation import gettext_lazy as _

from moviesite.common.errors import ConflictError, DomainError, NotFoundError


class TopFourInvalidError(DomainError):
    """Not four different titles that visitors may see."""

    title = _("Not a top four")


class NoPairLeftError(NotFoundError):
    """There is no pair that this voter has not answered."""

    code = "no_pair_left"
    title = _("No pair left")


class ComparisonNotFoundError(NotFoundError):
    """There is no such comparison, or it was offered to somebody else."""

    title = _("There is no such comparison")


class VoteNotFoundError(NotFoundError):
    """There is no such vote, or it is somebody else's."""

    title = _("There is no such vote")


class TicketExpiredError(ConflictError):
    """The pair was offered too long ago, or one of its sets has been taken down since."""

    code = "comparison_expired"
    title = _("This pair is no longer open")


class AlreadyAnsweredError(ConflictError):
    """The pair was answered differently."""

    code = "already_answered"
    title = _("This pair has its answer")


class NothingToUndoError(ConflictError):
    """There is no answer to take back, or it is not the voter's last one."""

    code = "nothing_to_undo"
    title = _("Nothing to undo")


class SetNotFoundError(NotFoundError):
    """There is no such set, or the asker may not see it."""

    title = _("There is no such set")


class SetFormerError(ConflictError):
    """The set is not its owner's current one any more; it is kept, since votes may have been cast on it."""

    code = "set_is_former"
    title = _("This set has been taken down already")


class RefitBusyError(ConflictError):
    """Another process is fitting the board."""

    code = "refit_busy"
    title = "The board is being fitted already"


class ReaderOffError(NotFoundError):
    """Pages elsewhere are not read on this site."""


class PageNotReadError(DomainError):
    """There was nothing to read, or nobody who let us."""

    title = _("The page was not read")


class FindingDecidedError(ConflictError):
    """A curator has upheld or dismissed it already."""

    code = "finding_decided"
    title = "This finding is decided"


class FindingInvalidError(DomainError):
    """A mark or a decision without its reason or its subject."""

    title = "Not a finding"


class CuratedSetError(DomainError):
    """A curator's set lacks what it needs."""

    title = "Not a curator's set"
