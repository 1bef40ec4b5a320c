"""What can go wrong with the catalog."""

from django.utils.translation import gettext_lazy as _

from moviesite.common.errors import ConflictError, DomainError, NotFoundError


class TitleNotFoundError(NotFoundError):
    """No published title has this id."""

    title = _("There is no such title")


class PersonNotFoundError(NotFoundError):
    """Nobody with published titles has this id."""

    title = _("There is no such person")


class GenreNotFoundError(NotFoundError):
    """No genre has this slug."""

    title = _("There is no such genre")


class LanguageNotFoundError(NotFoundError):
    """The site does not know this language."""

    title = _("There is no such language")


class FestivalNotFoundError(NotFoundError):
    """No active festival has this slug."""

    title = _("There is no such festival")


class SearchEntryNotFoundError(NotFoundError):
    """The member has not searched for this, or has forgotten it."""

    title = _("There is no such search")


class IndexRunNotFoundError(NotFoundError):
    """No rebuild of a search index has this id."""

    title = "There is no such run"


class IndexRunLostError(DomainError):
    """Another process has taken a rebuild over."""

    title = "The run is in other hands"


class ImportFileError(DomainError):
    """A file to import cannot be read at all."""

    title = _("The file cannot be read")


class TitleMergedError(TitleNotFoundError):
    """The title has become part of another one."""

    title = _("This title has become part of another")


class MergeRefusedError(ConflictError):
    """These two titles cannot become one as they are."""

    title = "These titles cannot be merged"


class MergeNotFoundError(NotFoundError):
    """No merge has this id."""

    title = "There is no such merge"


class MergeUndoneError(ConflictError):
    """The merge was undone before."""

    title = "This merge has been undone already"


class MergeOrderError(ConflictError):
    """A later merge of one of the titles stands in the way."""

    title = "Undo the later merge first"


class MatchNotFoundError(NotFoundError):
    """No suspicion has this id."""

    title = "There is no such pair"


class MatchDecidedError(ConflictError):
    """Somebody has decided otherwise."""

    title = "This pair has been decided already"


class RecordNotFoundError(NotFoundError):
    """No source record has this id."""

    title = "There is no such record"


class PairRefusedError(ConflictError):
    """These two titles cannot be put side by side."""

    title = "These titles cannot be compared"


class FoldRefusedError(ConflictError):
    """These platforms cannot become part of that one."""

    title = "These platforms cannot be folded"


class SplitRefusedError(ConflictError):
    """The record is all that its title is made of."""

    title = "A title's only record cannot be split off"


class BadKeyError(DomainError):
    """What was given is no key of the provider."""

    title = "There is no such key"


class SyncRunBusyError(ConflictError):
    """Another process works on a run of this kind."""

    title = "Another process is at it"


class SyncRunLostError(DomainError):
    """Another process has taken a run over."""

    title = "The run is in other hands"
