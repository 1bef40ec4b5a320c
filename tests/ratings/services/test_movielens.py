"""MovieLens' films, users and ratings in the site."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Profile, User
from catalog.enums import Source
from catalog.exceptions import ImportFileError
from catalog.models import ExternalId, Title, TitleStats
from catalog.services.titles import search_movies
from ratings.models import Rating
from ratings.services.movielens import MovieLensReport, import_movielens
from tests.factories import make_title

pytestmark = pytest.mark.django_db

FILES = {
    "movies.csv": (
        "movieId,title,genres\n"
        '1,"Matrix, The (1999)",Action|Sci-Fi|IMAX\n'
        "2,Spirited Away (Sen to Chihiro no kamikakushi) (2001),Animation|Children|Unheard\n"
        "3,Laura (1944),Crime|Film-Noir\n"
        "4,Nothing Known,(no genres listed)\n"
    ),
    "ratings.csv": (
        "userId,movieId,rating,timestamp\n"
        "7,1,4.5,1100000000\n"
        "7,3,3.0,1100000001\n"
        "8,1,2.0,1100000002\n"
        "8,99,2.0,1100000003\n"
        "8,1,broken,1100000004\n"
    ),
    "links.csv": "movieId,imdbId,tmdbId\n1,0133093,603\n2,0245429,129\n3,0037008,\n",
    "tags.csv": ("userId,movieId,tag,timestamp\n7,1,Red Pill,1\n8,1,red pill,1\n7,1,Red Pill,1\n7,1,lonely tag,1\n"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_writes_films_members_and_ratings(folder: Path) -> None:
    report = import_movielens(path=folder)
    assert [(bad.file, bad.number) for bad in report.bad] == [("ratings.csv", 6)]
    report.bad = []
    assert report == MovieLensReport(titles_created=4, members_created=2, ratings_created=3, unknown=1)
    matrix = Title.objects.get(title="The Matrix")
    assert (matrix.year, matrix.language, matrix.sort_title, matrix.kind) == (1999, "", "matrix", "movie")
    assert sorted(matrix.genres.values_list("slug", flat=True)) == ["action", "science-fiction"]
    assert sorted(matrix.keywords.values_list("slug", flat=True)) == ["imax", "red-pill"]
    assert set(matrix.external_ids.values_list("source", "value")) == {
        (Source.MOVIELENS, "1"),
        (Source.IMDB, "tt0133093"),
        (Source.TMDB_MOVIE, "603"),
    }
    laura = Title.objects.get(title="Laura")
    assert (list(laura.genres.values_list("slug", flat=True)), laura.keywords.get().slug) == (["crime"], "film-noir")
    assert Title.objects.get(title="Nothing Known").year is None
    assert [row["title"] for row in search_movies("sen to chihiro")] == ["Spirited Away"]


def test_members_cannot_log_in(folder: Path) -> None:
    import_movielens(path=folder)
    member = User.objects.get(username="ml-7")
    assert (member.is_demo, member.has_usable_password(), member.username_key) == (True, False, "ml-7")
    assert Profile.objects.get(user=member).display_name == "MovieLens 7"


def test_ratings_keep_their_time_and_are_summed_up(folder: Path) -> None:
    import_movielens(path=folder)
    rating = Rating.objects.get(user__username="ml-7", title__title="The Matrix")
    at = datetime.fromtimestamp(1_100_000_000, UTC)
    assert (rating.value, rating.created_at, rating.updated_at) == (4.5, at, at)
    stats = TitleStats.objects.get(title=rating.title)
    assert (stats.rating_count, stats.average, stats.h9, stats.h4) == (2, 3.25, 1, 1)


def test_a_second_time_changes_nothing(folder: Path) -> None:
    import_movielens(path=folder)
    before = list(Title.objects.values_list("pk", "updated_at")), list(Rating.objects.values_list("pk", "value"))
    report = import_movielens(path=folder)
    report.bad = []
    assert report == MovieLensReport(titles_matched=4, ratings_present=3, unknown=1)
    assert (
        list(Title.objects.values_list("pk", "updated_at")),
        list(Rating.objects.values_list("pk", "value")),
    ) == before


def test_what_the_catalog_knows_better_stays(folder: Path) -> None:
    known = make_title(
        "Spirited Away", original_title="千と千尋の神隠し", language="ja", is_anime=True, year=2001, runtime=None
    )
    ExternalId.objects.create(title=known, source=Source.IMDB, value="tt0245429")
    report = import_movielens(path=folder)
    assert (report.titles_created, report.titles_matched) == (3, 1)
    known.refresh_from_db()
    assert (known.original_title, known.language, known.is_anime) == ("千と千尋の神隠し", "ja", True)
    assert set(known.external_ids.values_list("source", "value")) == {
        (Source.IMDB, "tt0245429"),
        (Source.MOVIELENS, "2"),
        (Source.TMDB_MOVIE, "129"),
    }
    assert sorted(known.genres.values_list("slug", flat=True)) == ["animation", "family"]


def test_a_newer_rating_replaces_an_older_one(folder: Path) -> None:
    import_movielens(path=folder)
    with (folder / "ratings.csv").open("a") as file:
        file.write("7,1,1.0,1200000000\n7,3,1.0,1000000000\n")
    report = import_movielens(path=folder)
    values = dict(Rating.objects.filter(user__username="ml-7").values_list("title__title", "value"))
    assert (values, report.ratings_created) == ({"The Matrix": 1.0, "Laura": 3.0}, 1)


def test_films_that_share_an_id_share_a_title(folder: Path) -> None:
    with (folder / "movies.csv").open("a") as file:
        file.write("5,The Matrix again (1999),Action\n")
    with (folder / "links.csv").open("a") as file:
        file.write("5,0133093,603\n")
    with (folder / "ratings.csv").open("a") as file:
        file.write("7,5,5.0,1100000009\n")
    import_movielens(path=folder)
    assert Title.objects.filter(external_ids__value="tt0133093").values_list("title", flat=True).get() == "The Matrix"
    assert Rating.objects.get(user__username="ml-7", title__title="The Matrix").value == 5.0


def test_no_data_set(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError):
        import_movielens(path=tmp_path)
    with pytest.raises(CommandError):
        call_command("import_movielens", str(tmp_path))


def test_the_command_says_what_it_did(folder: Path) -> None:
    out, errors = StringIO(), StringIO()
    call_command("import_movielens", str(folder), stdout=out, stderr=errors, verbosity=0)
    assert errors.getvalue() == "ratings.csv:6: 'broken' at '1100000004' is no rating\n"
    assert out.getvalue() == (
        "4 titles new, 0 known; 2 members new; 3 ratings written, 0 unchanged, 1 of unknown films, 1 bad lines.\n"
    )
