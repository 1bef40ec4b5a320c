"""Records as JSON and back."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from catalog.enums import Provider, Source
from catalog.providers.facts import facts_digest, from_facts, record_key, to_facts
from catalog.providers.records import ExternalIdRecord, TitleRecord, VideoRecord
from tests.catalog.services.ingest.records import demo, tmdb


@pytest.mark.parametrize(
    "record",
    [
        demo(),
        tmdb(),
        tmdb(release_date=date(2012, 7, 6), certifications=(("IN", "U/A"),), is_anime=True),
        tmdb(videos=(VideoRecord("k", published_at=datetime(2026, 1, 2, 3, 4, tzinfo=UTC)),)),
    ],
)
def test_a_record_survives_the_way_through_json(record: TitleRecord) -> None:
    assert from_facts(json.loads(json.dumps(to_facts(record)))) == record


def test_what_a_source_does_not_say_is_not_stored() -> None:
    assert to_facts(TitleRecord((), title="Eega", year=None, is_anime=False)) == {"title": "Eega", "kind": "movie"}


def test_the_digest_does_not_depend_on_order() -> None:
    facts = to_facts(tmdb())

    assert facts_digest(dict(reversed(facts.items()))) == facts_digest(facts)
    assert facts_digest({**facts, "runtime": 1}) != facts_digest(facts)


@pytest.mark.parametrize(
    ("provider", "source", "key"),
    [
        (Provider.TMDB, Source.TMDB_MOVIE, "movie/5"),
        (Provider.TMDB, Source.TMDB_TV, "tv/5"),
        (Provider.JIKAN, Source.MAL, "5"),
        (Provider.OMDB, Source.IMDB, "5"),
    ],
)
def test_keys_are_the_providers_own(provider: Provider, source: Source, key: str) -> None:
    assert record_key(provider, TitleRecord((ExternalIdRecord(source, "5"),), title="A")) == key
