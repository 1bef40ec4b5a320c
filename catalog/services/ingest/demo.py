"""The embedded demo catalog as records."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.cache import caches

from catalog.demo.genres import GENRES
from catalog.demo.reader import DemoTitle, read_demo_titles
from catalog.enums import CreditRole, NameKind, Provider, Source, TitleKind
from catalog.models import Genre
from catalog.providers.records import CreditRecord, ExternalIdRecord, NameRecord, TitleRecord
from catalog.selectors.cards import GENRES_KEY
from catalog.services.ingest.titles import IngestReport, Progress, ingest_titles


def seed_genres() -> None:
    """Write every genre with its names, or bring the names up to date."""
    Genre.objects.bulk_create(
        [Genre(slug=slug, name=names["en"], names=names) for slug, names in GENRES.items()],
        ignore_conflicts=True,
    )
    stale = [
        genre
        for genre in Genre.objects.filter(slug__in=GENRES)
        if genre.name != GENRES[genre.slug]["en"] or genre.names != GENRES[genre.slug]
    ]
    for genre in stale:
        genre.name, genre.names = GENRES[genre.slug]["en"], GENRES[genre.slug]
    Genre.objects.bulk_update(stale, ["name", "names"])
    caches["local"].delete(GENRES_KEY)


def seed_demo_titles(*, progress: Progress | None = None) -> IngestReport:
    """Write the demo catalog; a second time changes nothing."""
    seed_genres()
    records = [to_record(title) for title in read_demo_titles()]
    return ingest_titles(records, provider=Provider.DEMO, progress=progress)


def to_record(title: DemoTitle) -> TitleRecord:
    """A demo title as any provider would deliver it."""
    is_tv = title.kind == "tv"
    return TitleRecord(
        external_ids=tuple(_external_ids(title)),
        title=title.title,
        original_title=title.original_title,
        kind=TitleKind.TV if is_tv else TitleKind.MOVIE,
        is_anime=title.is_anime,
        language=title.language,
        year=title.year,
        end_year=title.end_year,
        runtime=title.runtime,
        seasons=title.seasons,
        spoken_languages=title.spoken,
        countries=title.countries,
        genres=title.genres,
        keywords=title.keywords,
        certifications=tuple(title.certification),
        names=tuple(_names(title)),
        credits=tuple(_credits(title)),
    )


def _external_ids(title: DemoTitle) -> Iterator[ExternalIdRecord]:
    yield ExternalIdRecord(Source.DEMO, title.slug)
    if title.imdb_id:
        yield ExternalIdRecord(Source.IMDB, title.imdb_id)
    if title.tmdb_id:
        yield ExternalIdRecord(Source.TMDB_TV if title.kind == "tv" else Source.TMDB_MOVIE, str(title.tmdb_id))


def _names(title: DemoTitle) -> Iterator[NameRecord]:
    if title.original_title != title.title:
        yield NameRecord(title.original_title, title.language)
    for language, name in title.names:
        yield NameRecord(name, language)
    for alias in title.aliases:
        yield NameRecord(alias, "", NameKind.ALIAS)


def _credits(title: DemoTitle) -> Iterator[CreditRecord]:
    lead = CreditRole.CREATOR if title.kind == "tv" else CreditRole.DIRECTOR
    for role, people in ((lead, title.directors), (CreditRole.WRITER, title.writers), (CreditRole.ACTOR, title.cast)):
        for position, name in enumerate(people):
            yield CreditRecord(name, role, position)
