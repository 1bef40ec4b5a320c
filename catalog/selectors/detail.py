"""Everything a title's page shows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from catalog.enums import CreditRole, RatingSource
from catalog.exceptions import TitleNotFoundError
from catalog.models import Credit, ExternalId, ExternalRating, Keyword, Title, TitleName, TitleStats, Trailer
from catalog.selectors.cards import TitleCard, cards_of
from catalog.selectors.people import PersonCard
from catalog.selectors.videos import TrailerLink


@dataclass(frozen=True, slots=True)
class CreditedPerson:
    """A person with what they played, if anything."""

    person: PersonCard
    character: str


@dataclass(frozen=True, slots=True)
class KeywordTag:
    """A keyword as a page shows it."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class OtherName:
    """A further name of the title."""

    name: str
    language: str
    kind: str


@dataclass(frozen=True, slots=True)
class RatedElsewhere:
    """What another site's public thinks: `value` on `scale`; `votes` where it says how many. Never part of our own."""

    source: str
    value: float
    scale: int
    votes: int | None

    @property
    def label(self) -> str:
        """The site's name."""
        return str(RatingSource(self.source).label)

    @property
    def shown(self) -> str:
        """The value as that site writes it."""
        if self.source == RatingSource.ROTTEN_TOMATOES:
            return f"{self.value:g} %"
        return f"{self.value:g}/{self.scale}"


@dataclass(frozen=True, slots=True)
class TitleDetail:
    """A title with all that belongs to it.

    `people` maps a role to its people in order; `certifications` a country to its mark; `histogram` counts ratings by
    half step from 0 to 5. `countries` are (code, name) pairs.
    """

    card: TitleCard
    overview: str
    seasons: int | None
    release_date: str | None
    spoken_languages: tuple[str, ...]
    countries: tuple[tuple[str, str], ...]
    certifications: dict[str, str]
    people: dict[str, tuple[CreditedPerson, ...]]
    keywords: tuple[KeywordTag, ...]
    names: tuple[OtherName, ...]
    external_ids: dict[str, str]
    trailers: tuple[TrailerLink, ...]
    external_ratings: tuple[RatedElsewhere, ...]
    histogram: tuple[int, ...]
    score: float
    review_count: int
    watchlist_count: int
    favorite_count: int

    def as_dict(self) -> dict[str, Any]:
        """The shape that the API promises, without what belongs to the asking member."""
        return {
            **self.card.as_dict(),
            "end_year": self.card.end_year,
            "overview": self.overview,
            "runtime": self.card.runtime,
            "seasons": self.seasons,
            "release_date": self.release_date,
            "spoken_languages": list(self.spoken_languages),
            "countries": [{"code": code, "name": name} for code, name in self.countries],
            "certifications": self.certifications,
            "people": [
                {
                    "id": credited.person.id,
                    "name": credited.person.name,
                    "role": role,
                    "character": credited.character,
                    "url": credited.person.url,
                }
                for role, group in self.people.items()
                for credited in group
            ],
            "keywords": [tag.name for tag in self.keywords],
            "names": [{"name": item.name, "language": item.language, "kind": item.kind} for item in self.names],
            "external_ids": self.external_ids,
            "trailers": [
                {"site": item.site, "key": item.key, "name": item.name, "language": item.language, "kind": item.kind}
                for item in self.trailers
            ],
            "external_ratings": [
                {"source": item.source, "value": item.value, "scale": item.scale, "votes": item.votes}
                for item in self.external_ratings
            ],
            "histogram": list(self.histogram),
            "review_count": self.review_count,
            "watchlist_count": self.watchlist_count,
            "favorite_count": self.favorite_count,
        }


def get_detail(title_id: int) -> TitleDetail:
    """A published title; TitleNotFoundError for any other."""
    row = Title.objects.published().filter(pk=title_id)
    cards = cards_of(row.order_by())
    title = row.first()
    if not cards or title is None:
        raise TitleNotFoundError
    stats = TitleStats.objects.filter(pk=title_id).first() or TitleStats(title_id=title_id)
    return TitleDetail(
        card=cards[0],
        overview=title.overview,
        seasons=title.seasons,
        release_date=title.release_date.isoformat() if title.release_date else None,
        spoken_languages=tuple(title.spoken_languages),
        countries=tuple(title.countries.values_list("code", "name")),
        certifications=dict(title.certifications),
        people=_people(title_id),
        keywords=tuple(KeywordTag(*row) for row in _keywords(title_id)),
        names=_names(title),
        external_ids=dict(
            ExternalId.objects.filter(title_id=title_id).order_by("-source", "-value").values_list("source", "value")
        ),
        trailers=_videos(title_id),
        external_ratings=_ratings(title_id),
        histogram=tuple(stats.histogram),
        score=stats.score,
        review_count=stats.review_count,
        watchlist_count=stats.watchlist_count,
        favorite_count=stats.favorite_count,
    )


def _people(title_id: int) -> dict[str, tuple[CreditedPerson, ...]]:
    rows = Credit.objects.filter(title_id=title_id).order_by("position", "id")
    found: dict[str, list[CreditedPerson]] = defaultdict(list)
    for role, character, pk, name, slug in rows.values_list(
        "role", "character", "person_id", "person__name", "person__slug"
    ):
        found[role].append(CreditedPerson(PersonCard(pk, name, slug, 0), character))
    return {role: tuple(found[role]) for role in CreditRole.values if role in found}


def _videos(title_id: int) -> tuple[TrailerLink, ...]:
    rows = Trailer.objects.filter(title_id=title_id)
    columns = rows.values_list("site", "key", "name", "language", "is_official", "kind", "seconds")
    return tuple(TrailerLink(*row) for row in columns)


def _ratings(title_id: int) -> tuple[RatedElsewhere, ...]:
    rows = ExternalRating.objects.filter(title_id=title_id).order_by("source")
    return tuple(RatedElsewhere(*row) for row in rows.values_list("source", "value", "scale", "votes"))


def _keywords(title_id: int) -> list[tuple[str, str]]:
    return list(Keyword.objects.filter(titles=title_id).order_by("name", "id").values_list("slug", "name"))


def _names(title: Title) -> tuple[OtherName, ...]:
    shown = {title.title, title.original_title}
    rows = TitleName.objects.filter(title=title).values_list("name", "language", "kind")
    return tuple(OtherName(*row) for row in rows if row[0] not in shown)
