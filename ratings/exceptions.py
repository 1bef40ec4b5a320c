"""What can go wrong with ratings."""

from django.utils.translation import gettext_lazy as _

from moviesite.common.errors import ConflictError, DomainError, NotFoundError, PermissionDeniedError


class RatingExistsError(ConflictError):
    """The member has rated this title already."""

    title = _("There is a rating already")


class RatingNotFoundError(NotFoundError):
    """The member has not rated this title."""

    title = _("There is no rating")


class RatingRangeError(DomainError):
    """A rating that is not between 0 and 5."""

    title = _("Invalid rating")


class ReviewExistsError(ConflictError):
    """The member has reviewed this title already."""

    title = _("There is a review already")


class ReviewNotFoundError(NotFoundError):
    """No such review, or none of this member's."""

    title = _("There is no such review")


class OwnReviewError(PermissionDeniedError):
    """Nobody likes their own review."""

    title = _("Your own review")


class ListNotFoundError(NotFoundError):
    """No such list, or one that the asker may not see or change."""

    title = _("There is no such list")


class ListEntryNotFoundError(NotFoundError):
    """The title is not on the list."""

    title = _("The title is not on this list")


class DiaryEntryNotFoundError(NotFoundError):
    """No such viewing, or none that the asker may see or change."""

    title = _("There is no such viewing")


class ViewingInvalidError(DomainError):
    """A viewing whose day, tags, place, rating or review will not do."""

    title = _("Invalid viewing")


class ImportTooLargeError(DomainError):
    """An uploaded file above the limit; refused before it is read."""

    status = 413
    code = "body_too_large"
    title = _("The file is too large")


class ImportNotFoundError(NotFoundError):
    """No such import or line of one, or none of the asker's."""

    title = _("There is no such import")


class ImportStateError(ConflictError):
    """The import is at a point where this cannot be done."""

    title = _("The import is not at that point")


class StaleQuestionError(ConflictError):
    """The duel is not the one that is asked now: it was undone, or the ranking has gone on in another window."""

    code = "stale_question"
    title = _("This question is out of date")


class QuestionAnsweredError(ConflictError):
    """The duel was answered already, and otherwise."""

    code = "question_answered"
    title = _("This question has another answer already")


class NothingToUndoError(ConflictError):
    """There is no answer, or no conversion into stars, to take back."""

    code = "nothing_to_undo"
    title = _("There is nothing to take back")


class NotRankedError(NotFoundError):
    """The title is not in the member's ranking."""

    title = _("The title is not in your ranking")


class StarsPlanChangedError(ConflictError):
    """Ratings or the ranking have changed since the member saw what turning it into stars would do."""

    code = "plan_changed"
    title = _("Your ratings have changed since you looked")
