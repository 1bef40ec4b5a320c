"""People and what they made."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db import connection
from django.db.models import Max, Q, QuerySet

from catalog.enums import CreditRole
from catalog.exceptions import PersonNotFoundError
from catalog.models import Credit, Person, PersonKey, Title
from catalog.search.folding import fold_words
from catalog.selectors.cards import TitleCard, cards_of

_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person at a glance; `titles` counts published titles."""

    id: int
    name: str
    slug: str
    titles: int

    @property
    def url(self) -> str:
        """The person's page."""
        return f"/person/{self.id}-{self.slug}/"


@dataclass(frozen=True, slots=True)
class PersonDetail:
    """A person's page: names by language code, and title cards by role, latest first."""

    id: int
    name: str
    slug: str
    names: dict[str, str]
    imdb_id: str | None
    credits: dict[str, list[TitleCard]]

    @property
    def url(self) -> str:
        """The person's page."""
        return f"/person/{self.id}-{self.slug}/"


def get_person(person_id: int) -> PersonDetail:
    """A person with published titles; PersonNotFoundError without any."""
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise PersonNotFoundError
    parts = Credit.objects.filter(person=person).order_by("id").values_list("role", "title_id")
    by_role: dict[str, dict[int, None]] = defaultdict(dict)
    for role, title_id in parts:
        by_role[role][title_id] = None
    wanted = {title_id for ids in by_role.values() for title_id in ids}
    titles = Title.objects.published().without_adult().filter(pk__in=wanted).order_by("-year", "id")
    cards = cards_of(titles)
    if not cards:
        raise PersonNotFoundError
    by_credit = {
        role: shown
        for role in CreditRole.values
        if (shown := [card for card in cards if card.id in by_role.get(role, ())])
    }
    return PersonDetail(person.pk, person.name, person.slug, dict(person.names), person.imdb_id, by_credit)


def people(query: str = "") -> QuerySet[Person]:
    """People with published titles, those of most titles first; with `query` only whose name begins so, at any word.

    Rows carry `titles`, the number of their published titles.
    """
    keys = PersonKey.objects.filter(weight__gt=0)
    if query:
        words = fold_words(query)
        keys = keys.filter(key_begins("".join(words))) if words else keys.none()
    return (
        Person.objects.filter(pk__in=keys.order_by().values("person_id"))
        .annotate(titles=Max("keys__weight"))
        .order_by("-titles", "id")
    )


def suggest_people(query: str, limit: int) -> list[PersonCard]:
    """People whose name, or a word of it, begins like `query`."""
    squeezed = "".join(fold_words(query))
    if not squeezed:
        return []
    rows = (
        PersonKey.objects.filter(key_begins(squeezed), weight__gt=0)
        .order_by("-weight", "person_id")
        .values_list("person_id", "person__name", "person__slug", "weight")[: limit * 4]
    )
    found: dict[int, PersonCard] = {}
    for row in rows:
        found.setdefault(row[0], PersonCard(*row))
    return list(found.values())[:limit]


def key_begins(prefix: str) -> Q:
    """Rows whose `key` begins with `prefix`, in the form that the database's index can answer."""
    if connection.vendor == "postgresql":  # sorted by the language's rules there, with an index for LIKE beside
        return Q(key__startswith=prefix)
    return Q(key__gte=prefix, key__lt=prefix + _LAST)
