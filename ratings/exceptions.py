"""What can go wrong with ratings."""

from moviesite.common.errors import ConflictError, DomainError, NotFoundError, PermissionDeniedError


class RatingExistsError(ConflictError):
    """The member has rated this title already."""

    title = "There is a rating already"


class RatingNotFoundError(NotFoundError):
    """The member has not rated this title."""

    title = "There is no rating"


class RatingRangeError(DomainError):
    """A rating that is not between 0 and 5."""

    title = "Invalid rating"


class ReviewExistsError(ConflictError):
    """The member has reviewed this title already."""

    title = "There is a review already"


class ReviewNotFoundError(NotFoundError):
    """No such review, or none of this member's."""

    title = "There is no such review"


class OwnReviewError(PermissionDeniedError):
    """Nobody likes their own review."""

    title = "Your own review"


class ListNotFoundError(NotFoundError):
    """No such list, or one that the asker may not see or change."""

    title = "There is no such list"
