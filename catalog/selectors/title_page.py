"""A title with what stands around it on its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from catalog.enums import CreditRole
from catalog.selectors.cards import TitleCard
from catalog.selectors.detail import CreditedPerson, OtherName, TitleDetail, get_detail
from catalog.selectors.marks import marked
from catalog.selectors.similar import similar_titles

NEAR = 12
CAST = 12
_MAKERS = (CreditRole.DIRECTOR, CreditRole.CREATOR)
_CREW = (CreditRole.DIRECTOR, CreditRole.CREATOR, CreditRole.WRITER, CreditRole.COMPOSER)


@dataclass(frozen=True, slots=True)
class TitlePage:
    """`near` holds cards whose note says why they are there."""

    detail: TitleDetail
    near: list[TitleCard]

    @property
    def makers(self) -> list[CreditedPerson]:
        """Directors and creators, each once."""
        found = [credited for role in _MAKERS for credited in self.detail.people.get(role, ())]
        return list({credited.person.id: credited for credited in found}.values())

    @property
    def cast(self) -> tuple[CreditedPerson, ...]:
        """The first of those who play in it."""
        return self.detail.people.get(CreditRole.ACTOR, ())[:CAST]

    @property
    def more_cast(self) -> tuple[CreditedPerson, ...]:
        """The others."""
        return self.detail.people.get(CreditRole.ACTOR, ())[CAST:]

    @property
    def crew(self) -> Iterator[tuple[str, tuple[CreditedPerson, ...]]]:
        """Roles that are filled, by their names, with their people."""
        return ((str(role.label), people) for role in _CREW if (people := self.detail.people.get(role)))

    @property
    def official_names(self) -> list[OtherName]:
        """Names in other languages, without other spellings."""
        return [item for item in self.detail.names if item.language]

    @property
    def spellings(self) -> list[OtherName]:
        """Other ways people write the name."""
        return [item for item in self.detail.names if not item.language]


def get_title_page(title_id: int, *, member_id: int | None) -> TitlePage:
    """The page of a published title; TitleNotFoundError for any other."""
    detail = get_detail(title_id)
    near = [replace(item.card, note=item.reason) for item in similar_titles(title_id, NEAR)]
    return TitlePage(detail, marked(near, member_id))
