"""The wishes of a board as an address says them: the same reading for the page and the API."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from catalog.models import Title
from catalog.search.filters import TitleFilters
from catalog.selectors.browse import InvalidFilterError, read_filters
from catalog.selectors.cards import genre_tags
from matchups.models import Lineup, TitleStanding, Top4Set
from matchups.models.standing import OPEN

SETS, TITLES = "sets", "titles"
SCOPES = (SETS, TITLES)
WISHES = ("genre", "decade", "language", "kind")
BITS = 63  # of `Lineup.genres`, by the genre's id modulo their number


@dataclass(frozen=True, slots=True)
class BoardState:
    """Which board: of sets or of titles, and of which of them."""

    scope: str = SETS
    wishes: TitleFilters = field(default_factory=TitleFilters)

    @property
    def is_of_sets(self) -> bool:
        """Whether line-ups stand on it."""
        return self.scope == SETS

    @property
    def genre(self) -> str:
        """The genre's slug, "" for any."""
        return self.wishes.genres[0] if self.wishes.genres else ""

    @property
    def language(self) -> str:
        """The language's code, "" for any."""
        return self.wishes.languages[0] if self.wishes.languages else ""

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.genre or self.language or self.wishes.decade or self.wishes.kind)

    def query(self) -> str:
        """The query string that says the same."""
        said = {
            "scope": "" if self.is_of_sets else self.scope,
            "genre": self.genre,
            "language": self.language,
            "decade": self.wishes.decade or "",
            "kind": self.wishes.kind,
        }
        return urlencode({name: value for name, value in said.items() if value})

    def of(self, scope: str) -> BoardState:
        """The same wishes on the other board; sets have no kind."""
        return BoardState(scope, self.wishes if scope == TITLES else replace(self.wishes, kind=""))


def read_board(params: QueryDict, *, adult: bool) -> BoardState:
    """The state in a query string; InvalidFilterError names every parameter that cannot be understood.

    One value of each: boards are compared, not searched. `adult` lets titles for adults in.
    """
    errors: dict[str, list[str]] = {}
    scope = params.get("scope") or SETS
    if scope not in SCOPES:
        errors["scope"] = [_("One of %(choices)s.") % {"choices": ", ".join(SCOPES)}]
    single = QueryDict(mutable=True)
    for name in WISHES:
        if value := params.get(name, ""):
            single[name] = value
    try:
        wishes = read_filters(single)
    except InvalidFilterError as error:
        raise InvalidFilterError(errors | error.errors) from error
    if wishes.kind and scope == SETS:
        errors["kind"] = [_("Only titles have a kind.")]
    if errors:
        raise InvalidFilterError(errors)
    return BoardState(scope, replace(wishes, adult=adult))


def set_board(wishes: TitleFilters) -> QuerySet[Lineup]:
    """Line-ups that everybody may be shown and that were voted on, the highest lower bound first.

    A set counts to a genre when any of its titles does, to a language or decade when most of them do.
    """
    rows = Lineup.objects.filter(is_open__in=OPEN, votes__gt=0)
    if wishes.languages:
        rows = rows.filter(language__in=wishes.languages)
    if wishes.decade:
        rows = rows.filter(decade=wishes.decade)
    for slug in wishes.genres:
        rows = _with_genre(rows, slug)
    return rows.order_by("-low", "pk")


def _with_genre(rows: QuerySet[Lineup], slug: str) -> QuerySet[Lineup]:
    ids = {tag.slug: pk for pk, tag in genre_tags().items()}
    bit = ids[slug] % BITS
    rows = rows.alias(shared=F("genres").bitand(1 << bit)).exclude(shared=0)
    if sum(pk % BITS == bit for pk in ids.values()) > 1:  # several genres share the bit: ask the titles themselves
        rows = rows.filter(Exists(Top4Set.objects.filter(lineup=OuterRef("pk"), titles__genres=ids[slug])))
    return rows


def title_board(wishes: TitleFilters) -> QuerySet[TitleStanding]:
    """Published titles that were voted on, the highest lower bound first."""
    wanted = wishes.apply(Title.objects.published()).order_by()
    rows = TitleStanding.objects.filter(votes__gt=0).filter(Exists(wanted.filter(pk=OuterRef("pk"))))
    return rows.order_by("-low", "pk")
