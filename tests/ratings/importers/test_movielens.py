"""MovieLens' files read into rows."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ratings.importers.movielens import BadLine, MovieName, RatingRow, TagRow, TitleRow, open_dataset, split_title
from ratings.importers.movielens.reader import MOST_LINE, UnreadableError


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Toy Story (1995)", MovieName("Toy Story", 1995)),
        ("Matrix, The (1999)", MovieName("The Matrix", 1999)),
        ("Postino, Il (a.k.a. The Postman) (1994)", MovieName("Il Postino", 1994, None, ("The Postman",))),
        ("Avventura, L' (Adventure, The) (1960)", MovieName("L'Avventura", 1960, None, ("The Adventure",))),
        (
            "City of Lost Children, The (Cité des enfants perdus, La) (1995)",
            MovieName("The City of Lost Children", 1995, None, ("La Cité des enfants perdus",)),
        ),
        (
            "Seven (a.k.a. Se7en) (Sieben) (1995)",
            MovieName("Seven", 1995, None, ("Se7en", "Sieben")),
        ),
        ("Babylon 5", MovieName("Babylon 5")),
        ("Fawlty Towers (1975-1979)", MovieName("Fawlty Towers", 1975, 1979)),
        ("Doctor Who (2005– )", MovieName("Doctor Who", 2005)),
        ("Cosmos (2014-)", MovieName("Cosmos", 2014)),
        ("2001: A Space Odyssey (1968)", MovieName("2001: A Space Odyssey", 1968)),
        ("1984 (1984)", MovieName("1984", 1984)),
        ("(500) Days of Summer (2009)", MovieName("(500) Days of Summer", 2009)),
        ("10,000 B.C. (2008)", MovieName("10,000 B.C.", 2008)),
        ("Good, the Bad and the Ugly, The (1966)", MovieName("The Good, the Bad and the Ugly", 1966)),
        ("Amélie (Fabuleux destin d'Amélie Poulain, Le) (2001)",
         MovieName("Amélie", 2001, None, ("Le Fabuleux destin d'Amélie Poulain",))),
        ("Baahubali: The Beginning (బాహుబలి) (2015)", MovieName("Baahubali: The Beginning", 2015, None, ("బాహుబలి",))),
        ("  Spaced   Out  (1999)  ", MovieName("Spaced Out", 1999)),
        ("Odd Year (0999)", MovieName("Odd Year", None, None, ("0999",))),
        ("(1999)", MovieName("(1999)", 1999)),
    ],
)  # fmt: skip
def test_titles_come_apart(text: str, name: MovieName) -> None:
    assert split_title(text) == name


def write_csv(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in {
        "movies": "movieId,title,genres\n",
        "ratings": "userId,movieId,rating,timestamp\n",
        **files,
    }.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


MOVIES = 'movieId,title,genres\n1,"Matrix, The (1999)",Action|Sci-Fi\n2,Nayakan (1987),(no genres listed)\n'
RATINGS = "userId,movieId,rating,timestamp\n7,1,4.5,1100000000\n7,2,0.5,1100000001\n"
ROWS = [TitleRow(1, MovieName("The Matrix", 1999), ("Action", "Sci-Fi")), TitleRow(2, MovieName("Nayakan", 1987), ())]


def test_csv_folder(tmp_path: Path) -> None:
    folder = write_csv(
        tmp_path / "ml",
        movies=MOVIES,
        ratings=RATINGS,
        links="movieId,imdbId,tmdbId\n1,0133093,603\n2,93603,\n3,,\n",
        tags="userId,movieId,tag,timestamp\n7,1,  red   pill ,1100000000\n",
    )
    dataset = open_dataset(folder)
    assert list(dataset.titles()) == ROWS
    assert list(dataset.ratings()) == [RatingRow(7, 1, 4.5, 1_100_000_000), RatingRow(7, 2, 0.5, 1_100_000_001)]
    assert dataset.links() == {1: ("tt0133093", "603"), 2: ("tt0093603", ""), 3: ("", "")}
    assert list(dataset.tags()) == [TagRow(7, 1, "red pill")]
    assert dataset.bad == []


def test_double_colon_files_in_their_own_encoding(tmp_path: Path) -> None:
    (tmp_path / "movies.dat").write_bytes("1::Cité, La (1999)::Children's|Film-Noir\r\n".encode("latin-1"))
    (tmp_path / "ratings.dat").write_bytes(b"7::1::5::978300760\r\n")
    dataset = open_dataset(tmp_path)
    assert list(dataset.titles()) == [TitleRow(1, MovieName("La Cité", 1999), ("Children's", "Film-Noir"))]
    assert list(dataset.ratings()) == [RatingRow(7, 1, 5.0, 978_300_760)]
    assert (dataset.links(), list(dataset.tags())) == ({}, [])


def test_zip_and_folder_in_folder(tmp_path: Path) -> None:
    write_csv(tmp_path / "ml", movies=MOVIES, ratings=RATINGS)
    with zipfile.ZipFile(tmp_path / "ml.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("movies.csv", "ratings.csv"):
            archive.write(tmp_path / "ml" / name, f"ml-latest-small/{name}")
    assert list(open_dataset(tmp_path / "ml.zip").titles()) == ROWS
    assert list(open_dataset(tmp_path).titles()) == ROWS


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("7,1,4.5", "3 cells instead of 4"),
        ("x,1,4.5,1100000000", "'x' is no user id"),
        ("7,-1,4.5,1100000000", "'-1' is no movie id"),
        ("7,99999999999,4.5,1100000000", "'99999999999' is no movie id"),
        ("7,1,9,1100000000", "9 is not from 0.5 to 5"),
        ("7,1,nan,1100000000", "nan is not from 0.5 to 5"),
        ("7,1,good,1100000000", "'good' at '1100000000' is no rating"),
        ("7,1,4.5,0", "0 is no time"),
        ("7,1,4.5,99999999999999", "99999999999999 is no time"),
        ("٧,1,4.5,1100000000", "'٧' is no user id"),
        ("7,1,4.5," + "1" * MOST_LINE, f"longer than {MOST_LINE} characters"),
    ],
)
def test_a_bad_line_is_told_and_left_out(tmp_path: Path, line: str, reason: str) -> None:
    dataset = open_dataset(write_csv(tmp_path, ratings=f"{RATINGS}{line}\n7,3,3.0,1100000002\n"))
    assert [row.movie_id for row in dataset.ratings()] == [1, 2, 3]
    assert dataset.bad == [BadLine("ratings.csv", 4, reason)]


@pytest.mark.parametrize("line", ["1,,Drama", "x,Name (1999),Drama", "1,Name", '1,"a\x00b",Drama'])
def test_bad_titles(tmp_path: Path, line: str) -> None:
    dataset = open_dataset(write_csv(tmp_path, movies=f"{MOVIES}{line}\n"))
    assert list(dataset.titles()) == ROWS
    assert [(bad.file, bad.number) for bad in dataset.bad] == [("movies.csv", 4)]


def test_progress_adds_up_to_the_file(tmp_path: Path) -> None:
    dataset = open_dataset(write_csv(tmp_path, ratings=RATINGS))
    steps: list[int] = []
    list(dataset.ratings(progress=steps.append))
    assert sum(steps) == dataset.sizes["ratings"] - len("userId,movieId,rating,timestamp\n")


def test_no_dataset(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    with zipfile.ZipFile(tmp_path / "empty.zip", "w") as archive:
        archive.writestr("notes.txt", "hello")
    for path in (tmp_path / "none", tmp_path / "notes.txt", tmp_path / "empty.zip", tmp_path):
        with pytest.raises(UnreadableError):
            open_dataset(path)


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("movies.csv", MOVIES)
        archive.writestr("ratings.csv", "0" * 50_000_000)
    with pytest.raises(UnreadableError, match="packed too tightly"):
        open_dataset(tmp_path / "bomb.zip")
