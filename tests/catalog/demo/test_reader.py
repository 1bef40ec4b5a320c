"""The demo catalog's own facts, and what its reader refuses."""

import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from catalog.demo.reader import COLUMNS, DemoDataError, DemoTitle, read_demo_titles
from catalog.demo.scripts import find_script_problem

VALID = {
    "slug": "mayabazar-1957",
    "title": "Mayabazar",
    "original_title": "మాయాబజార్",
    "aliases": "Maya Bazaar|Maya Bazar",
    "names": "ta:மாயா பஜார்",
    "kind": "movie",
    "is_anime": "0",
    "year": "1957",
    "end_year": "",
    "runtime": "184",
    "seasons": "",
    "countries": "IN",
    "language": "te",
    "spoken": "ta",
    "genres": "mythology|fantasy",
    "keywords": "mahabharata|illusions|wedding-feast",
    "directors": "K. V. Reddy",
    "writers": "Pingali Nagendra Rao",
    "cast": "N. T. Rama Rao|Savitri",
    "certification": "IN:U",
    "imdb_id": "tt0000001",
    "tmdb_id": "7",
}


@pytest.fixture(scope="module")
def titles() -> tuple[DemoTitle, ...]:
    return read_demo_titles()


def write_file(folder: Path, *rows: dict[str, str], name: str = "telugu.tsv") -> None:
    lines = ["\t".join(COLUMNS), *("\t".join(row[column] for column in COLUMNS) for row in rows)]
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("language", "kind", "least"),
    [
        ("te", "movie", 90),
        ("hi", "movie", 90),
        ("ta", "movie", 80),
        ("kn", "movie", 75),
        ("en", "movie", 110),
        ("en", "tv", 40),
        ("hi", "tv", 5),
        ("te", "tv", 3),
        ("ta", "tv", 3),
    ],
)
def test_each_language_has_its_promised_share(
    titles: tuple[DemoTitle, ...], language: str, kind: str, least: int
) -> None:
    count = sum(1 for title in titles if title.language == language and title.kind == kind)

    assert count >= least


def test_the_whole_catalog_is_as_large_as_promised(titles: tuple[DemoTitle, ...]) -> None:
    anime = Counter(title.kind for title in titles if title.is_anime)
    indian_others = sum(1 for title in titles if title.language in {"ml", "bn", "mr"})
    rest = [
        title
        for title in titles
        if not title.is_anime and title.language not in {"te", "hi", "ta", "kn", "ml", "bn", "mr", "en"}
    ]

    assert len(titles) >= 640
    assert anime["movie"] >= 25
    assert anime["tv"] >= 25
    assert anime.total() >= 75
    assert indian_others >= 30
    assert len(rest) >= 45


def test_every_decade_from_the_1920s_is_there(titles: tuple[DemoTitle, ...]) -> None:
    decades = {title.year // 10 * 10 for title in titles}

    assert decades >= set(range(1920, 2030, 10))


def test_slugs_are_unique(titles: tuple[DemoTitle, ...]) -> None:
    assert len({title.slug for title in titles}) == len(titles)


def test_no_film_is_listed_twice(titles: tuple[DemoTitle, ...]) -> None:
    seen = Counter((title.original_title, title.year, title.kind, title.language) for title in titles)

    assert [key for key, count in seen.items() if count > 1] == []


@pytest.mark.parametrize(
    ("language", "script"), [("te", "TELUGU"), ("hi", "DEVANAGARI"), ("ta", "TAMIL"), ("kn", "KANNADA")]
)
def test_original_titles_are_in_their_own_script(titles: tuple[DemoTitle, ...], language: str, script: str) -> None:
    originals = [title.original_title for title in titles if title.language == language]
    foreign = [
        original
        for original in originals
        if any(char.isalpha() and not unicodedata.name(char).startswith(script) for char in original)
    ]
    bare = [original for original in originals if not any(char.isalpha() for char in original)]

    assert foreign == []
    assert set(bare) <= {"24", "96"}


def test_every_person_has_one_spelling(titles: tuple[DemoTitle, ...]) -> None:
    spellings: dict[str, set[str]] = defaultdict(set)
    for title in titles:
        for person in (*title.directors, *title.writers, *title.cast):
            plain = unicodedata.normalize("NFKD", person.casefold())
            spellings[re.sub(r"[\W_]|[\u0300-\u036f]", "", plain)].add(person)

    assert [sorted(names) for names in spellings.values() if len(names) > 1] == []


def test_a_row_becomes_typed_values(tmp_path: Path) -> None:
    write_file(tmp_path, VALID)

    assert read_demo_titles(tmp_path) == (
        DemoTitle(
            slug="mayabazar-1957",
            title="Mayabazar",
            original_title="మాయాబజార్",
            aliases=("Maya Bazaar", "Maya Bazar"),
            names=(("ta", "மாயா பஜார்"),),
            kind="movie",
            is_anime=False,
            year=1957,
            end_year=None,
            runtime=184,
            seasons=None,
            countries=("IN",),
            language="te",
            spoken=("ta",),
            genres=("mythology", "fantasy"),
            keywords=("mahabharata", "illusions", "wedding-feast"),
            directors=("K. V. Reddy",),
            writers=("Pingali Nagendra Rao",),
            cast=("N. T. Rama Rao", "Savitri"),
            certification=(("IN", "U"),),
            imdb_id="tt0000001",
            tmdb_id=7,
        ),
    )


def test_titles_come_by_file_and_then_by_line(tmp_path: Path) -> None:
    second = VALID | {"slug": "b", "imdb_id": "", "tmdb_id": ""}
    third = second | {"slug": "a"}
    write_file(tmp_path, third, name="tamil.tsv")
    write_file(tmp_path, VALID, second, name="anime.tsv")

    assert [title.slug for title in read_demo_titles(tmp_path)] == ["mayabazar-1957", "b", "a"]


@pytest.mark.parametrize(
    ("column", "cell", "problem"),
    [
        ("slug", "Maya Bazar", "'Maya Bazar' is not a slug of a-z, 0-9 and single hyphens"),
        ("title", "", "must not be empty"),
        ("title", " Mayabazar", "stray spaces in ' Mayabazar'"),
        ("title", "మాయాబజార్", "'మాయాబజార్': 'మ' (telugu letter ma) is not of the script of 'en'"),
        ("original_title", "Mayabazar", "'Mayabazar': 'M' (latin capital letter m) is not of the script of 'te'"),
        ("aliases", "Maya||Bazar", "must not be empty"),
        ("aliases", "Maya|Maya", "'Maya' appears twice"),
        ("names", "மாயா பஜார்", "'மாயா பஜார்' has no code and colon in front"),
        ("names", "ta:Maya", "'Maya': 'M' (latin capital letter m) is not of the script of 'ta'"),
        ("names", "ta:மாயா|ta:பஜார்", "'ta' appears twice"),
        ("names", "te:మాయా", "'te' is the original language"),
        ("kind", "film", "unknown kind 'film'"),
        ("is_anime", "yes", "'yes' is neither 0 nor 1"),
        ("year", "1894", "1894 is outside 1895..2030"),
        ("year", "2031", "2031 is outside 1895..2030"),
        ("year", "19 57", "'19 57' is not a positive whole number"),
        ("end_year", "1958", "only a series has one"),
        ("runtime", "0", "'0' is not a positive whole number"),
        ("runtime", "1001", "1001 is outside 1..1000"),
        ("seasons", "2", "only a series has one"),
        ("countries", "India", "unknown country code 'India'"),
        ("language", "xx", "unknown language code 'xx'"),
        ("spoken", "te", "'te' is the original language"),
        ("genres", "mythology|myth", "unknown genre 'myth'"),
        ("genres", "", "must not be empty"),
        ("keywords", "one|two", "2 keywords instead of 3..8"),
        ("keywords", "One|two|three", "'One' is not a slug of a-z, 0-9 and single hyphens"),
        ("directors", "", "must not be empty"),
        ("cast", "a|b|c|d|e|f|g", "7 names instead of at most 6"),
        ("certification", "XX:U", "unknown country code 'XX'"),
        ("certification", "IN:*", "'*' is not a certificate"),
        ("imdb_id", "0000001", "'0000001' is not an IMDb title id"),
        ("tmdb_id", "x7", "'x7' is not a positive whole number"),
    ],
)
def test_a_bad_cell_is_named_by_file_line_and_column(tmp_path: Path, column: str, cell: str, problem: str) -> None:
    good = VALID | {"slug": "good-1950", "imdb_id": "", "tmdb_id": ""}
    write_file(tmp_path, good, VALID | {column: cell})

    with pytest.raises(DemoDataError) as caught:
        read_demo_titles(tmp_path)

    assert str(caught.value) == f"telugu.tsv, line 3, column {column}: {problem}"


def test_a_series_may_not_end_before_it_began(tmp_path: Path) -> None:
    write_file(tmp_path, VALID | {"kind": "tv", "end_year": "1956"})

    with pytest.raises(DemoDataError) as caught:
        read_demo_titles(tmp_path)

    assert str(caught.value) == "telugu.tsv, line 2, column end_year: 1956 is before 1957"


def test_an_anime_is_an_animation(tmp_path: Path) -> None:
    write_file(tmp_path, VALID | {"is_anime": "1"})

    with pytest.raises(DemoDataError) as caught:
        read_demo_titles(tmp_path)

    assert str(caught.value) == "telugu.tsv, line 2, column genres: an anime is an animation"


@pytest.mark.parametrize(
    ("changes", "column", "value"),
    [
        ({"imdb_id": "", "tmdb_id": ""}, "slug", "mayabazar-1957"),
        ({"slug": "other", "tmdb_id": ""}, "imdb_id", "tt0000001"),
        ({"slug": "other", "imdb_id": ""}, "tmdb_id", "7"),
    ],
)
def test_a_key_used_in_another_file_is_refused(
    tmp_path: Path, changes: dict[str, str], column: str, value: str
) -> None:
    write_file(tmp_path, VALID, name="a.tsv")
    write_file(tmp_path, VALID | changes, name="b.tsv")

    with pytest.raises(DemoDataError) as caught:
        read_demo_titles(tmp_path)

    assert str(caught.value) == f"b.tsv, line 2, column {column}: {value!r} is already used at a.tsv, line 2"


def test_films_and_series_number_their_tmdb_ids_apart(tmp_path: Path) -> None:
    write_file(tmp_path, VALID, VALID | {"slug": "series", "kind": "tv", "imdb_id": ""})

    assert [title.tmdb_id for title in read_demo_titles(tmp_path)] == [7, 7]


def test_a_row_with_a_missing_cell_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("\t".join(COLUMNS) + "\nslug\ttitle\n", encoding="utf-8")

    with pytest.raises(DemoDataError) as caught:
        read_demo_titles(tmp_path)

    assert str(caught.value) == f"a.tsv, line 2, column title: 2 cells instead of {len(COLUMNS)}"


def test_a_file_with_another_header_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("name\tyear\n", encoding="utf-8")

    with pytest.raises(DemoDataError) as caught:
        read_demo_titles(tmp_path)

    assert (caught.value.file, caught.value.line, caught.value.column) == ("a.tsv", 1, "slug")


@pytest.mark.parametrize(
    ("text", "language", "problem"),
    [
        ("ドラゴンボールZ", "ja", None),
        ("羅生門", "ja", None),
        ("AKIRA", "ja", "no letter of the script of 'ja'"),
        ("96", "ta", None),
        ("Amélie", "fr", None),
        ("Сталкер", "fr", "'С' (cyrillic capital letter es) is not of the script of 'fr'"),
    ],
)
def test_scripts_of_languages(text: str, language: str, problem: str | None) -> None:
    assert find_script_problem(text, language) == problem
