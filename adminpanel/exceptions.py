"""What can go wrong with curation."""

from django.utils.translation import gettext_lazy as _

from moviesite.common.errors import ConflictError, DomainError, NotFoundError, PermissionDeniedError


class CurationError(DomainError):
    """A decision that the workflow does not have, or that lacks its reason."""

    title = "The workflow has no such step"


class CurationDeniedError(PermissionDeniedError):
    """A step that this member of staff may not take."""

    title = "You may not take this step"


class CurationNotFoundError(NotFoundError):
    """There is no such decision, or no such title."""

    title = "There is nothing to decide on"


class AlreadyUndoneError(ConflictError):
    """Somebody undid it before."""

    code = "already_undone"
    title = "This was undone already"


class FeaturedSlotError(DomainError):
    """A slot that cannot be shown; `errors` says by field why."""

    title = "This cannot be featured so"


class ReportedNotFoundError(NotFoundError):
    """Nothing to report: it does not exist, or whoever reports may not see it."""

    title = _("There is nothing to report here")


class OwnReportError(DomainError):
    """Members report what others wrote."""

    code = "own_content"
    title = _("This is your own")


class CaseNotFoundError(NotFoundError):
    """No such case, or its target is gone."""

    title = "There is no such case"


class CaseDecidedError(ConflictError):
    """Somebody else decided first."""

    code = "already_decided"
    title = "This was decided already"


class ModerationDeniedError(PermissionDeniedError):
    """Not this person's to decide: the permission is missing, or it is about themselves or about staff."""

    title = "You may not decide this"


class AppealNotFoundError(NotFoundError):
    """No decision that this person can appeal against, or no such appeal."""

    title = _("There is nothing to appeal against")


class AppealMadeError(ConflictError):
    """One appeal for each decision."""

    code = "already_appealed"
    title = _("You have appealed against this already")


class BlockingError(DomainError):
    """An address that cannot be blocked so; `errors` says why by field or line."""

    title = "This cannot be blocked"
