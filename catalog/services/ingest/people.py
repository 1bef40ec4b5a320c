"""The people of credits: by the id a source has for them, else by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from catalog.dedup.normalise import make_slug, name_key
from catalog.models import Person

Credit = Mapping[str, Any]


class People:
    """Ids of the people of some credits; who is not known is made."""

    def __init__(self, given: Iterable[Credit]) -> None:
        self._by_tmdb: dict[int, Person] = {}
        self._by_name: dict[str, list[Person]] = defaultdict(list)
        self._adopted: list[Person] = []
        wanted = [credit for credit in given if name_key(credit["name"])]
        self._load(wanted)
        self._make(wanted)

    def id_of(self, credit: Credit) -> int | None:
        """The person of a credit; None where the name has no letter in it."""
        person = self._find(credit)
        return person.pk if person else None

    def _load(self, given: list[Credit]) -> None:
        tmdb_ids = {credit["tmdb_id"] for credit in given if credit.get("tmdb_id")}
        names = {name_key(credit["name"]) for credit in given}
        for person in Person.objects.filter(tmdb_id__in=tmdb_ids).order_by("id"):
            self._by_tmdb[person.tmdb_id or 0] = person
        for person in Person.objects.filter(name_key__in=names).order_by("id"):
            self._by_name[person.name_key].append(person)

    def _find(self, credit: Credit) -> Person | None:
        """Two people of one name are told apart by their ids; without an id the one known longest is meant."""
        tmdb_id = credit.get("tmdb_id")
        if tmdb_id in self._by_tmdb:
            return self._by_tmdb[tmdb_id]
        named = self._by_name.get(name_key(credit["name"]), [])
        if tmdb_id:
            named = [person for person in named if person.tmdb_id is None]
        return named[0] if named else None

    def _make(self, given: list[Credit]) -> None:
        fresh: list[Person] = []
        for credit in sorted(given, key=lambda item: item.get("tmdb_id") is None):
            person = self._find(credit)
            if person is None:
                person = self._new(credit)
                fresh.append(person)
                self._by_name[person.name_key].append(person)
            if (tmdb_id := credit.get("tmdb_id")) and tmdb_id not in self._by_tmdb:
                self._by_tmdb[tmdb_id] = person
                if person.tmdb_id != tmdb_id:
                    person.tmdb_id = tmdb_id
                    self._adopted.append(person)
        Person.objects.bulk_create(fresh, batch_size=1000)
        Person.objects.bulk_update(self._adopted, ["tmdb_id"], batch_size=500)

    def _new(self, credit: Credit) -> Person:
        name = credit["name"][:160]
        return Person(
            name=name,
            name_key=name_key(credit["name"]),
            slug=make_slug(name, fallback="person"),
            tmdb_id=credit.get("tmdb_id"),
        )
