"""What can go wrong with matchups."""

from moviesite.common.errors import DomainError


class TopFourInvalidError(DomainError):
    """Not four different titles that visitors may see."""

    title = "Not a top four"
