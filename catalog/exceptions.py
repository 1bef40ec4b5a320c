"""What can go wrong with the catalog."""

from moviesite.common.errors import DomainError, NotFoundError


class TitleNotFoundError(NotFoundError):
    """No published title has this id."""

    title = "There is no such title"


class PersonNotFoundError(NotFoundError):
    """Nobody with published titles has this id."""

    title = "There is no such person"


class GenreNotFoundError(NotFoundError):
    """No genre has this slug."""

    title = "There is no such genre"


class SearchEntryNotFoundError(NotFoundError):
    """The member has not searched for this, or has forgotten it."""

    title = "There is no such search"


class ImportFileError(DomainError):
    """A file to import cannot be read at all."""

    title = "The file cannot be read"
