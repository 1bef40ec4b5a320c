"""What every search engine does, on whichever database the tests run; the plain one and OpenSearch run on all."""

from __future__ import annotations

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from catalog.enums import CreditRole, TitleStatus
from catalog.models import Country, Credit, Genre, Keyword, Person, SearchDocument, Title, TitleName, TitleStats
from catalog.search.base import Hit, SearchBackend, Tier
from catalog.search.filters import TitleFilters
from catalog.search.registry import get_backend
from catalog.services.search_index import index_titles, rebuild_index, refresh_weights
from tests.factories import make_title

pytestmark = pytest.mark.django_db
ANY = TitleFilters()


@pytest.fixture(params=["native", "plain", "opensearch"])
def backend(request: pytest.FixtureRequest, settings: Settings) -> SearchBackend:
    if request.param == "opensearch":
        settings.OPENSEARCH_URL = request.getfixturevalue("opensearch").url
    settings.SEARCH_BACKEND = "catalog.search.plain.PlainBackend" if request.param == "plain" else ""
    return get_backend()


def make_found(
    title: str, *, people: tuple[str, ...] = (), names: tuple[str, ...] = (), rated: int = 0, **fields: object
) -> Title:
    row = make_title(title, **fields)
    row.stats.rating_count = rated
    row.stats.save()
    for name in people:
        person, _ = Person.objects.get_or_create(name=name, defaults={"name_key": name, "slug": "x"})
        Credit.objects.create(title=row, person=person, role=CreditRole.DIRECTOR)
    for name in names:
        TitleName.objects.create(title=row, name=name)
    index_titles(title_ids=[row.pk])
    return row


def found(backend: SearchBackend, query: str, filters: TitleFilters = ANY) -> list[int]:
    return [hit.title_id for hit in backend.search(query, filters).hits]


def test_the_engine_fits_the_database() -> None:
    names = {"sqlite": "SqliteBackend", "postgresql": "PostgresBackend"}
    assert type(get_backend()).__name__ == names.get(connection.vendor, "PlainBackend")


@pytest.mark.parametrize(
    "query",
    ["bahubali", "baahubali", "BAHUBALI", "బాహుబలి", "बाहुबली", "ಬಾಹುಬಲಿ", "பாகுபலி", "bahubli", "baahubalu", "bahu"],
)
def test_finds_one_film_in_every_script(backend: SearchBackend, query: str) -> None:
    title = make_found("Baahubali: The Beginning", original_title="బాహుబలి")
    make_found("Magadheera")
    assert found(backend, query) == [title.pk]


def test_ranks_names_before_people_before_words(backend: SearchBackend) -> None:
    words = make_title("A Film")
    words.keywords.add(Keyword.objects.create(slug="rope", name="rope"))
    index_titles(title_ids=[words.pk])
    people = make_found("Another Film", people=("Jane Rope",))
    inside = make_found("The Long Rope Trick", rated=90)
    prefix = make_found("Rope of Sand", rated=5)
    exact = make_found("Rope")
    assert backend.search("rope", ANY).hits == (
        Hit(exact.pk, Tier.EXACT),
        Hit(prefix.pk, Tier.PREFIX),
        Hit(inside.pk, Tier.NAMES),
        Hit(people.pk, Tier.PEOPLE),
        Hit(words.pk, Tier.WORDS),
    )


def test_popularity_decides_within_a_tier(backend: SearchBackend) -> None:
    few, many, none = make_found("Rope One", rated=2), make_found("Rope Two", rated=9), make_found("Rope Three")
    assert found(backend, "rope") == [many.pk, few.pk, none.pk]


def test_words_may_stand_in_different_columns(backend: SearchBackend) -> None:
    title = make_found("Eega", people=("S. S. Rajamouli",))
    make_found("Eegle", people=("Someone",))
    assert found(backend, "eega ss rajamouli") == [title.pk]


def test_all_words_have_to_fit(backend: SearchBackend) -> None:
    make_found("Rope")
    title = make_found("Rope of Sand")
    assert found(backend, "sand rope") == [title.pk]


@pytest.mark.parametrize(
    ("title", "query"), [("Maya Bazaar", "mayabazar"), ("Mayabazar", "maya bazaar"), ("Spider-Man", "spiderman")]
)
def test_words_parted_or_joined(backend: SearchBackend, title: str, query: str) -> None:
    row = make_found(title)
    assert found(backend, query) == [row.pk]


def test_the_article_may_be_left_out(backend: SearchBackend) -> None:
    row = make_found("The Shining")
    assert backend.search("shining", ANY).hits == (Hit(row.pk, Tier.EXACT),)


@pytest.mark.parametrize("query", ["gidfather", "godfathr", "gadfather", "godfathre", "the gidfather"])
def test_a_typing_error_is_forgiven(backend: SearchBackend, query: str) -> None:
    row = make_found("The Godfather")
    result = backend.search(query, ANY)
    assert ([hit.title_id for hit in result.hits], result.tolerant) == ([row.pk], True)


def test_near_misses_do_not_crowd_true_hits(backend: SearchBackend) -> None:
    exact = make_found("Nayakan")
    make_found("Nayaki")
    result = backend.search("nayakan", ANY)
    assert ([hit.title_id for hit in result.hits], result.tolerant) == ([exact.pk], False)


def test_other_names_are_found(backend: SearchBackend) -> None:
    row = make_found("Spirited Away", original_title="千と千尋の神隠し", names=("Chihiro",))
    assert [found(backend, query) for query in ("chihiro", "千尋", "神隠し")] == [[row.pk]] * 3


@pytest.mark.parametrize("status", [TitleStatus.DRAFT, TitleStatus.REVIEW, TitleStatus.ARCHIVED])
def test_unpublished_titles_are_not_found(backend: SearchBackend, status: TitleStatus) -> None:
    make_found("Rope", status=status)
    assert found(backend, "rope") == []
    assert backend.suggest("rope") == []


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "%",
        "_",
        "'",
        '"',
        "\\",
        "*",
        "a*",
        "NEAR(a b)",
        "a AND",
        "{names} : x",
        "& | !",
        "a:*",
        "(",
        "--",
        ";",
        "x" * 5000,
        "\x00",
        "\ud800",
    ],
)
def test_nothing_in_a_query_is_an_operator(backend: SearchBackend, query: str) -> None:
    make_found("Rope")
    assert found(backend, query) == []
    assert backend.suggest(query) == []


def test_pages_and_total(backend: SearchBackend) -> None:
    rows = [make_found(f"Rope {number}", rated=10 - number) for number in range(5)]
    result = backend.search("rope", ANY, offset=2, limit=2)
    assert ([hit.title_id for hit in result.hits], result.total) == ([rows[2].pk, rows[3].pk], 5)


def test_filters_and_facets(backend: SearchBackend) -> None:
    comedy = Genre.objects.create(slug="comedy", name="Comedy")
    india = Country.objects.create(code="IN", name="India")
    old = make_found("Rope One", year=1957, language="te", runtime=184)
    new = make_found("Rope Two", year=2012, language="hi", kind="tv", runtime=45, is_anime=True)
    old.genres.add(comedy)
    old.countries.add(india)
    result = backend.search("rope", TitleFilters(languages=("te",)), with_facets=True)
    assert [hit.title_id for hit in result.hits] == [old.pk]
    assert result.facets == {
        "kind": [("movie", 1)],
        "anime": [],
        "language": [("hi", 1), ("te", 1)],
        "genre": [("comedy", 1)],
        "country": [("IN", 1)],
        "decade": [("1950", 1)],
        "runtime": [("epic", 1)],
    }
    assert found(backend, "rope", TitleFilters(kind="tv", anime=True, runtime="short", decade=2010)) == [new.pk]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("rope 1948", ["Rope"]),
        ("rope १९४८", ["Rope"]),
        ("rope 1950", ["Rope"]),
        ("rope 2005", ["Rope of Sand"]),
        ("1948", ["1948: A Love Story", "Rope"]),
        ("the rope 1948", ["Rope"]),
    ],
)
def test_a_year_tells_namesakes_apart(backend: SearchBackend, query: str, names: list[str]) -> None:
    for name, year in (("Rope", 1948), ("Rope of Sand", 2005), ("1948: A Love Story", 2019)):
        make_found(name, year=year, language="en")
    found_names = dict(Title.objects.values_list("pk", "title"))
    assert [found_names[pk] for pk in found(backend, query)][: len(names)] == names


@pytest.mark.parametrize(
    ("title", "query"),
    [("3 Idiots", "three idiots"), ("Seven Samurai", "7 samurai"), ("Dune: Part Two", "dune part 2")],
)
def test_numbers_in_letters_and_figures(backend: SearchBackend, title: str, query: str) -> None:
    row = make_found(title)
    assert found(backend, query) == [row.pk]


@pytest.mark.parametrize("query", ["the roja", "a roja", "maniratnam", "mani ratnamroja"])
def test_articles_and_blanks_too_many_or_too_few(backend: SearchBackend, query: str) -> None:
    row = make_found("Roja", people=("Mani Ratnam",))
    assert found(backend, query) == [row.pk]


def test_standing_is_as_of_the_last_refresh(backend: SearchBackend) -> None:
    known, hidden, adult = make_found("Rope One"), make_found("Rope Two"), make_found("Rope Three")
    TitleStats.objects.filter(pk=known.pk).update(rating_count=50)
    Title.objects.filter(pk=hidden.pk).update(status=TitleStatus.ARCHIVED)
    Title.objects.filter(pk=adult.pk).update(is_adult=True)
    assert refresh_weights() == 3
    assert (found(backend, "rope"), refresh_weights()) == ([known.pk], 0)
    assert found(backend, "rope", TitleFilters(adult=True)) == [known.pk, adult.pk]


def test_rebuilding_leaves_what_is_right(backend: SearchBackend) -> None:
    rows = [make_found("Rope One", rated=2), make_found("Rope Two", rated=1)]
    SearchDocument.objects.filter(pk=rows[1].pk).delete()
    assert rebuild_index() == 2
    assert found(backend, "rope") == [row.pk for row in rows]


def test_suggests_by_beginning(backend: SearchBackend) -> None:
    second = make_found("Baahubali 2", rated=50)
    first = make_found("Baahubali", rated=10)
    inside = make_found("Song of Ba", rated=99)
    make_found("Eega")
    assert backend.suggest("ba") == [second.pk, first.pk, inside.pk]
    assert backend.suggest("bahubali") == [first.pk, second.pk]
    assert backend.suggest("బాహు", limit=1) == [second.pk]


def test_indexing_again_replaces(backend: SearchBackend) -> None:
    row = make_found("Rope")
    Title.objects.filter(pk=row.pk).update(title="Vertigo", original_title="Vertigo", sort_title="vertigo")
    index_titles(title_ids=[row.pk])
    assert (found(backend, "rope"), found(backend, "vertigo")) == ([], [row.pk])
    assert SearchDocument.objects.count() == 1


def test_removed_and_deleted_titles_are_gone(
    backend: SearchBackend, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    removed, deleted = make_found("Rope One"), make_found("Rope Two")
    backend.remove([removed.pk, 999_999])
    with django_capture_on_commit_callbacks(execute=True):
        deleted.delete()
    assert found(backend, "rope") == []


@pytest.mark.parametrize("count", [1, 3])
def test_search_takes_one_query_at_most(
    backend: SearchBackend, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        make_found(f"Rope {number}")
    asked = 0 if type(backend).__name__ == "OpenSearchBackend" else 1
    with django_assert_num_queries(asked):
        assert backend.search("rope", ANY).total == count
    with django_assert_num_queries(asked):
        assert len(backend.suggest("rop")) == count
