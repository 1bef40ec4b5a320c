"""What models of content read: every kind of fact, and nothing that only a provider says."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Profile, User
from catalog.enums import CreditRole, Provider
from catalog.models import Country, Credit, Genre, Keyword, Person, SourceRecord, Title
from recommender.dataset import About, IdMap, TagKind, TitleFacts
from recommender.dataset.facts import code_number
from recommender.loaders.facts import load_abouts, load_facts
from recommender.loaders.interactions import load_dataset
from tests.factories import make_title

pytestmark = pytest.mark.django_db


def _facts() -> TitleFacts:
    return load_facts(IdMap.from_ids(Title.objects.values_list("pk", flat=True)))


def _kinds(facts: TitleFacts, row: int) -> list[TagKind]:
    return sorted(TagKind(int(kind)) for kind in facts.kinds[facts.tags[row].indices])


@pytest.fixture
def film() -> Title:
    """A film with one fact of each kind."""
    title = make_title("Mayabazar", language="te", year=1957, overview="A feast in the house of illusions")
    title.genres.add(Genre.objects.get_or_create(slug="mythology", defaults={"name": "Mythology"})[0])
    title.keywords.add(Keyword.objects.create(slug="feast", name="feast"))
    title.countries.add(Country.objects.get_or_create(code="IN", defaults={"name": "India"})[0])
    director = Person.objects.create(name="K. V. Reddy")
    Credit.objects.create(title=title, person=director, role=CreditRole.DIRECTOR)
    return title


def _record(title: Title, provider: Provider, **facts: Any) -> None:
    SourceRecord.objects.create(title=title, provider=provider, key=f"{provider}/{title.pk}", facts=facts)


def test_every_kind_of_fact_is_read(film: Title) -> None:
    facts = _facts()

    assert _kinds(facts, 0) == sorted(TagKind)
    assert facts.languages.tolist() == [code_number("te")]
    assert facts.texts[0].splitlines()[0] == "A feast in the house of illusions"
    assert facts.moods.shape[0] == 1


def test_what_only_a_provider_says_is_left_out(film: Title) -> None:
    _record(
        film,
        Provider.TMDB,
        language="te",
        year=1957,
        genres=["mythology"],
        keywords=["feast"],
        countries=["IN"],
        overview=film.overview,
        credits=[{"name": "K. V. Reddy", "role": "director"}],
    )

    facts = _facts()

    assert (_kinds(facts, 0), facts.languages.tolist(), facts.texts) == ([], [0], ("",))


def test_what_our_own_records_say_too_counts(film: Title) -> None:
    _record(film, Provider.TMDB, credits=[{"name": "K. V. Reddy", "role": "director"}], countries=["IN"])
    _record(film, Provider.CURATOR, credits=[{"name": "K. V. Reddy", "role": "director"}])

    kinds = _kinds(_facts(), 0)

    assert (TagKind.PERSON in kinds, TagKind.COUNTRY in kinds) == (True, False)


def test_members_say_what_they_watch_and_where_they_live(member: User) -> None:
    Profile.objects.filter(user=member).update(content_languages=["te", "hi"], region="IN")

    abouts = load_abouts(IdMap.from_ids([member.pk, member.pk + 1]))

    assert abouts == (About.of(["te", "hi"], "IN"), About())


def test_the_dataset_knows_all_of_it(film: Title) -> None:
    data = load_dataset()

    assert data.facts is not None
    assert (data.n_items, data.facts.languages.size, data.abouts) == (1, 1, ())
