"""The favourites of an imported profile become a top four."""

from __future__ import annotations

import pytest

from accounts.models import User
from catalog.models import Title
from catalog.services.search_index import index_titles
from matchups.enums import SetOrigin
from matchups.models import Lineup, Top4Set
from matchups.services.top4 import set_top4
from moviesite.events.relay import relay_pending
from ratings.enums import ImportPolicy
from ratings.services.imports.applying import apply_import
from ratings.services.imports.jobs import begin_apply, start_import
from ratings.services.imports.reading import read_import
from tests.factories import make_title, make_titles
from tests.ratings.importers.exports import BOXD, FILM_COLUMNS, letterboxd_files, letterboxd_zip, zipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def films(db: None) -> list[Title]:
    """The favourites of the export, in its order, and the film on its watchlist."""
    named = (("Eega", 2012), ("Roja", 1992), ("Kaala", 2018), ("Gone", 2010), ("Magadheera", 2009))
    made = [make_title(name, year=year) for name, year in named]
    index_titles(title_ids=[title.pk for title in made])
    return made[:4]


def four_favorites() -> bytes:
    """The export, with all four favourites among what was watched."""
    files = letterboxd_files()
    files["watched.csv"] += f"2020-02-04,Gone,2010,{BOXD}/gone\n"
    assert files["watched.csv"].startswith(FILM_COLUMNS)
    return zipped(files)


def bring(member: User, data: bytes) -> None:
    """Upload, read and write an export, and let its events arrive."""
    job = start_import(member=member, name="letterboxd.zip", chunks=[data])
    read_import(job_id=job.pk)
    begin_apply(member=member, job_id=job.pk, policy=ImportPolicy.MINE)
    apply_import(job_id=job.pk)
    relay_pending()


def test_four_favorites_are_a_set_in_their_order(member: User, films: list[Title]) -> None:
    bring(member, four_favorites())

    top4 = Top4Set.objects.get()
    assert (top4.owner, top4.owner_key, top4.origin) == (member, member.pk, SetOrigin.IMPORT)
    assert top4.fetched_at is not None
    assert list(top4.entries.order_by("position").values_list("title_id", flat=True)) == [film.pk for film in films]
    assert list(Lineup.objects.values_list("pk", "is_open")) == [(top4.lineup_id, True)]


def test_a_second_import_makes_no_other_set(member: User, films: list[Title]) -> None:
    for _ in range(2):
        bring(member, four_favorites())

    assert Top4Set.objects.count() == 1


def test_three_favorites_are_no_set(member: User, films: list[Title]) -> None:
    bring(member, letterboxd_zip())

    assert not Top4Set.objects.exists()


def test_what_one_chose_oneself_stays(member: User, films: list[Title]) -> None:
    own = set_top4(member=member, title_ids=[title.pk for title in make_titles(4)])

    bring(member, four_favorites())

    assert Top4Set.objects.get() == own
