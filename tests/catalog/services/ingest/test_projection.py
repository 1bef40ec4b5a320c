"""Records that change owner or go."""

from __future__ import annotations

import pytest

from catalog.enums import Provider
from catalog.models import SourceRecord, Title
from catalog.selectors.provenance import facts_of, provenance
from catalog.services.ingest.projection import project_titles
from catalog.services.ingest.titles import ingest_titles
from tests.catalog.services.ingest.records import demo, tmdb
from tests.factories import make_title

pytestmark = pytest.mark.django_db


def test_a_record_that_goes_takes_what_only_it_said() -> None:
    ingest_titles([demo()], provider=Provider.DEMO)
    ingest_titles([tmdb()], provider=Provider.TMDB)
    title = Title.objects.get()
    before = facts_of([title.pk])
    SourceRecord.objects.filter(provider=Provider.TMDB).delete()

    touched = project_titles([title.pk], before=before)

    title.refresh_from_db()
    assert touched == {title.pk}
    assert (title.title, title.year, title.runtime, title.overview, title.poster_url) == ("Eega", 2012, None, "", "")
    assert list(title.genres.values_list("slug", flat=True)) == ["fantasy"]
    assert (title.offers.count(), title.trailers.count(), title.external_ratings.count()) == (0, 0, 0)
    assert sorted(title.external_ids.values_list("source", flat=True)) == ["demo", "imdb", "tmdb_movie"]


def test_the_last_record_leaves_a_title_its_name() -> None:
    ingest_titles([tmdb(language="te")], provider=Provider.TMDB)
    title = Title.objects.get()
    before = facts_of([title.pk])
    SourceRecord.objects.all().delete()

    project_titles([title.pk], before=before)

    title.refresh_from_db()
    assert (title.title, title.language, title.year, title.overview) == ("The Fly", "te", None, "")


def test_a_record_that_comes_fills_what_is_empty() -> None:
    ingest_titles([tmdb()], provider=Provider.TMDB)
    other = make_title("Makkhi", runtime=99, overview="")
    SourceRecord.objects.update(title=other)

    project_titles([other.pk])

    other.refresh_from_db()
    assert (other.title, other.runtime, other.overview) == ("Makkhi", 99, "A fly takes revenge.")


def test_provenance_says_who_is_believed_and_what_the_others_say() -> None:
    ingest_titles([demo()], provider=Provider.DEMO)
    ingest_titles([tmdb()], provider=Provider.TMDB)
    Title.objects.update(runtime=90)

    found = {item.name: item for item in provenance(Title.objects.get())}

    assert (found["year"].provider, found["year"].value, found["year"].others) == ("demo", 2012, (("tmdb", 2013),))
    assert (found["overview"].provider, found["overview"].others) == ("tmdb", ())
    assert (found["runtime"].provider, found["runtime"].value) == ("curator", 90)
    assert found["runtime"].others == (("tmdb", 134),)


def test_nothing_said_anew_writes_nothing() -> None:
    ingest_titles([demo()], provider=Provider.DEMO)
    title = Title.objects.get()

    assert project_titles([title.pk], before=facts_of([title.pk])) == set()
