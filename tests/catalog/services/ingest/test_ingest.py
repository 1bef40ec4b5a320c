"""One title out of what several sources say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalog.enums import Provider, Source, TitleKind
from catalog.models import (
    Credit,
    ExternalId,
    ExternalRating,
    Offer,
    Person,
    Platform,
    SourceRecord,
    Title,
    TitleMatch,
)
from catalog.providers.records import CreditRecord, ExternalIdRecord, TitleRecord
from catalog.services.ingest.titles import IngestReport, Sourced, ingest_titles
from tests.catalog.services.ingest.records import POSTER, demo, tmdb

pytestmark = pytest.mark.django_db


def counts(report: IngestReport) -> tuple[int, int, int]:
    """Created, updated, unchanged."""
    return report.created, report.updated, report.unchanged


def cast(title: Title) -> list[tuple[str, str, str, int]]:
    """Name, role, part and position of everybody."""
    rows = title.credits.order_by("role", "position")
    return list(rows.values_list("person__name", "role", "character", "position"))


def test_two_sources_make_one_title() -> None:
    ingest_titles([demo()], provider=Provider.DEMO)

    report = ingest_titles([tmdb()], provider=Provider.TMDB)

    title = Title.objects.get()
    assert counts(report) == (0, 1, 0)
    assert (title.title, title.original_title, title.year, title.language) == ("Eega", "ఈగ", 2012, "te")
    assert (title.runtime, title.overview, title.poster_url) == (134, "A fly takes revenge.", POSTER)
    assert title.slug == "eega-2012"
    assert sorted(title.genres.values_list("slug", flat=True)) == ["action", "fantasy"]
    assert list(title.names.values_list("language", "name")) == [("hi", "Makkhi")]
    assert cast(title) == [
        ("Nani", "actor", "Nani the fly", 0),
        ("Samantha", "actor", "Bindu", 1),
        ("S. S. Rajamouli", "director", "", 0),
    ]
    assert list(Person.objects.order_by("tmdb_id").values_list("name", "tmdb_id")) == [
        ("S. S. Rajamouli", 7),
        ("Samantha", 8),
        ("Nani", 9),
    ]


def test_the_order_of_the_sources_does_not_matter() -> None:
    ingest_titles([tmdb()], provider=Provider.TMDB)
    ingest_titles([demo()], provider=Provider.DEMO)

    title = Title.objects.get()
    assert (title.title, title.original_title, title.year, title.runtime) == ("Eega", "ఈగ", 2012, 134)
    assert cast(title) == [
        ("Nani", "actor", "Nani the fly", 0),
        ("Samantha", "actor", "Bindu", 1),
        ("SS Rajamouli", "director", "", 0),
    ]


def test_offers_go_by_platform_and_known_country() -> None:
    ingest_titles([tmdb()], provider=Provider.TMDB)

    rows = Offer.objects.order_by("kind").values_list("platform__name", "country", "kind", "url", "provider")
    assert list(rows) == [
        ("Prime Video", "IN", "ads", "", "tmdb"),
        ("Prime Video", "IN", "stream", "https://watch.example/eega", "tmdb"),
    ]
    assert Platform.objects.count() == 1


def test_the_same_again_writes_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ingest_titles([tmdb(), demo()][:1], provider=Provider.TMDB)
    before = list(SourceRecord.objects.values())

    with django_assert_num_queries(3):  # savepoint, records, release
        report = ingest_titles([tmdb()], provider=Provider.TMDB)

    assert counts(report) == (0, 0, 1)
    assert list(SourceRecord.objects.values()) == before


def test_hearing_the_same_after_a_day_makes_it_fresh() -> None:
    ingest_titles([tmdb()], provider=Provider.TMDB)
    long_ago = timezone.now() - timedelta(days=40)
    SourceRecord.objects.update(fetched_at=long_ago, changed_at=long_ago)
    Offer.objects.update(checked_at=long_ago)

    ingest_titles([tmdb()], provider=Provider.TMDB)

    record = SourceRecord.objects.get()
    assert record.changed_at == long_ago
    assert record.fetched_at > timezone.now() - timedelta(minutes=1)
    assert Offer.objects.filter(checked_at__lt=timezone.now() - timedelta(minutes=1)).count() == 0


def test_what_a_source_takes_back_goes_and_what_it_corrects_changes() -> None:
    ingest_titles([demo()], provider=Provider.DEMO)
    ingest_titles([tmdb()], provider=Provider.TMDB)

    report = ingest_titles(
        [tmdb(runtime=135, genres=("drama",), names=(), images=(), offers=(), overview="", credits=())],
        provider=Provider.TMDB,
    )

    title = Title.objects.get()
    assert counts(report) == (0, 1, 0)
    assert (title.runtime, title.overview, title.poster_url) == (135, "", "")
    assert sorted(title.genres.values_list("slug", flat=True)) == ["drama", "fantasy"]
    assert (title.names.count(), title.images.count(), Offer.objects.count()) == (0, 0, 0)
    assert cast(title) == [("Nani", "actor", "", 0), ("S. S. Rajamouli", "director", "", 0)]


def test_what_a_curator_wrote_stays() -> None:
    ingest_titles([tmdb()], provider=Provider.TMDB)
    title = Title.objects.get()
    title.runtime, title.overview = 145, "By hand."
    title.save()
    title.names.create(language="ta", name="Naan Ee")

    ingest_titles([tmdb(runtime=136, overview="Another text.", names=())], provider=Provider.TMDB)

    title.refresh_from_db()
    assert (title.runtime, title.overview) == (145, "By hand.")
    assert list(title.names.values_list("name", flat=True)) == ["Naan Ee"]


def test_a_rating_elsewhere_follows_its_source() -> None:
    ingest_titles([tmdb()], provider=Provider.TMDB)
    first = ExternalRating.objects.get()

    changed = tmdb(ratings=(tmdb().ratings[0].__class__(tmdb().ratings[0].source, 7.9, votes=400),))
    ingest_titles([changed], provider=Provider.TMDB)

    row = ExternalRating.objects.get()
    assert (row.pk, row.value, row.votes) == (first.pk, 7.9, 400)


def test_people_of_one_name_are_told_apart_by_their_ids() -> None:
    first = tmdb(credits=(CreditRecord("Surya", "actor", tmdb_id=21),), external_ids=_id("1"))
    second = tmdb(credits=(CreditRecord("Surya", "actor", tmdb_id=22),), external_ids=_id("2"))

    ingest_titles([first, second], provider=Provider.TMDB)

    assert sorted(Credit.objects.values_list("person__tmdb_id", flat=True)) == [21, 22]


def _id(value: str) -> tuple[ExternalIdRecord, ...]:
    return (ExternalIdRecord(Source.TMDB_MOVIE, value),)


def test_a_record_may_name_its_title() -> None:
    ingest_titles([demo()], provider=Provider.DEMO)
    title = Title.objects.get()
    videos = TitleRecord((), title="", videos=tmdb().videos)

    ingest_titles([Sourced(videos, key=f"title/{title.pk}", title_id=title.pk)], provider=Provider.YOUTUBE)

    title.refresh_from_db()
    assert title.title == "Eega"
    assert list(title.trailers.values_list("key", "provider", "is_official")) == [("abc-123", "youtube", True)]


def test_an_id_that_leads_to_another_title_stays_there() -> None:
    ingest_titles([demo()], provider=Provider.DEMO)
    other = demo(external_ids=(ExternalIdRecord(Source.DEMO, "makkhi"), *demo().external_ids[1:]))
    Title.objects.get().external_ids.filter(source=Source.DEMO).delete()

    ingest_titles([other], provider=Provider.DEMO)

    assert Title.objects.count() == 1
    assert sorted(ExternalId.objects.values_list("source", "value")) == [("demo", "makkhi"), ("imdb", "tt2258337")]


def test_facts_out_of_range_are_left_out() -> None:
    ingest_titles([tmdb(year=1066, end_year=1, runtime=10**6, images=())], provider=Provider.TMDB)

    title = Title.objects.get()
    assert (title.year, title.end_year, title.runtime) == (None, None, None)


def test_a_record_twice_in_a_batch_counts_once() -> None:
    report = ingest_titles([tmdb(), tmdb(runtime=120)], provider=Provider.TMDB)

    assert counts(report) == (1, 0, 0)
    assert (Title.objects.get().runtime, SourceRecord.objects.count()) == (120, 1)
    assert report.title_ids == [Title.objects.get().pk] * 2


def test_a_record_without_its_providers_id_is_refused() -> None:
    with pytest.raises(ValueError, match="without an id of jikan"):
        ingest_titles([tmdb()], provider=Provider.JIKAN)


def test_likeness_leads_a_record_without_a_known_id() -> None:
    ingest_titles([demo(external_ids=demo().external_ids[:1], runtime=134)], provider=Provider.DEMO)
    stranger = tmdb(external_ids=_id("1001"), title="Eega", original_title="ఈగ", language="te", year=2012)

    report = ingest_titles([stranger], provider=Provider.TMDB)

    record = SourceRecord.objects.get(provider=Provider.TMDB)
    assert counts(report) == (0, 1, 0)
    assert record.title == Title.objects.get()
    assert sorted(record.likeness) == ["reasons", "score"]


def test_a_doubtful_likeness_makes_a_title_and_asks_a_curator() -> None:
    ingest_titles([demo(external_ids=demo().external_ids[:1])], provider=Provider.DEMO)
    doubtful = TitleRecord(_id("1001"), title="Eega", year=2013, language="te")

    report = ingest_titles([doubtful], provider=Provider.TMDB)

    assert counts(report) == (1, 0, 0)
    assert [match.state for match in TitleMatch.objects.all()] == ["open"]
    assert SourceRecord.objects.get(provider=Provider.TMDB).likeness == {}


def test_a_series_is_a_series_from_the_beginning() -> None:
    series = tmdb(external_ids=(ExternalIdRecord(Source.TMDB_TV, "1399"),), kind=TitleKind.TV, is_anime=True, seasons=8)

    ingest_titles([series], provider=Provider.TMDB)

    assert list(Title.objects.values_list("kind", "is_anime", "seasons")) == [("tv", True, 8)]
