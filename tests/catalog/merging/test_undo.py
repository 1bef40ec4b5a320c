"""Merging and undoing leaves every table as it was."""

from __future__ import annotations

import json

import pytest

from accounts.models import User
from catalog.enums import MatchState, NameKind, OfferKind, Provider, RatingSource, Source
from catalog.exceptions import MergeOrderError, MergeRefusedError, MergeUndoneError, TitleNotFoundError
from catalog.models import (
    Credit,
    ExternalId,
    ExternalRating,
    Festival,
    Genre,
    Image,
    Offer,
    Person,
    Platform,
    SourceRecord,
    Title,
    TitleMatch,
    TitleMerge,
    TitleName,
    Trailer,
)
from catalog.services.merging.merge import merge_titles, undo_merge
from catalog.services.merging.upkeep import forget_lost, sweep_merges
from ratings.models import Rating, Review
from ratings.services.rating import rate_title
from ratings.services.reviews import write_review
from tests.accounts.owndata.lives import live, make_catalog
from tests.catalog.merging.tables import all_tables, differences
from tests.factories import make_member, make_title

pytestmark = pytest.mark.django_db


def _tell(title: Title, number: int) -> None:
    """Facts of every kind, some of them the same for all titles."""
    genres = [Genre.objects.get_or_create(slug=slug, name=slug)[0] for slug in ("drama", f"genre-{number % 3}")]
    title.genres.add(*genres)
    person, _ = Person.objects.get_or_create(name="S. S. Rajamouli", name_key="ssrajamouli", slug="ss-rajamouli")
    Credit.objects.create(title=title, person=person, role="director")
    TitleName.objects.create(title=title, name="ఈగ", language="te", kind=NameKind.OFFICIAL)
    TitleName.objects.create(title=title, name=f"Alias {number}", kind=NameKind.ALIAS)
    Image.objects.create(title=title, kind="poster", url=f"https://img.example/{number}.jpg", source=Source.TMDB_MOVIE)
    Trailer.objects.create(title=title, key="aaaaaaaaaaa" if number % 2 else f"trailer-{number}")
    ExternalRating.objects.create(title=title, source=RatingSource.IMDB, value=7, provider=Provider.OMDB)
    SourceRecord.objects.create(
        title=title, provider=Provider.TMDB, key=f"movie/{number}", digest=str(number),
        facts={"title": title.title, "year": title.year, "runtime": 90 + number,
               "names": [{"name": f"Called {number}", "language": "de", "kind": "official"}]},
    )  # fmt: skip
    platform, _ = Platform.objects.get_or_create(slug="somewhere", defaults={"name": "Somewhere"})
    Offer.objects.create(title=title, platform=platform, country="IN", kind=OfferKind.STREAM, provider=Provider.TMDB)
    festival, _ = Festival.objects.get_or_create(slug="onam", defaults={"name": "Onam"})
    festival.titles.add(title)


@pytest.fixture
def titles() -> list[Title]:
    """Eight titles, with everything members and sources can say of them."""
    titles = make_catalog()
    for number, title in enumerate(titles):
        _tell(title, number)
    for name, others, shift, letter in (("asha", "chitra", 0, "a"), ("biju", "deepa", 2, "b")):
        order = titles[shift:] + titles[:shift]
        live(make_member(name), make_member(others), order, name, wallet="0x" + letter * 40)
    return titles


@pytest.mark.parametrize(("kept", "gone"), [(0, 1), (1, 0), (2, 5), (5, 7), (7, 2)])
def test_undoing_gives_every_table_back(titles: list[Title], kept: int, gone: int) -> None:
    before = all_tables()
    merge = merge_titles(kept_id=titles[kept].pk, gone_id=titles[gone].pk, actor=None)
    assert all_tables() != before

    undo_merge(merge_id=merge.pk, actor=None)

    assert differences(before, all_tables()) == {}


def test_chain_is_undone_from_its_end(titles: list[Title]) -> None:
    before = all_tables()
    one = merge_titles(kept_id=titles[1].pk, gone_id=titles[0].pk, actor=None)
    between = all_tables()
    two = merge_titles(kept_id=titles[2].pk, gone_id=titles[1].pk, actor=None)
    assert Title.objects.get(pk=titles[0].pk).merged_into_id == titles[2].pk

    with pytest.raises(MergeOrderError):
        undo_merge(merge_id=one.pk, actor=None)
    undo_merge(merge_id=two.pk, actor=None)
    assert differences(between, all_tables()) == {}
    undo_merge(merge_id=one.pk, actor=None)

    assert differences(before, all_tables()) == {}


def test_nothing_leads_to_the_title_that_is_gone(titles: list[Title]) -> None:
    kept, gone = titles[0], titles[1]

    merge_titles(kept_id=kept.pk, gone_id=gone.pk, actor=None)

    for table in ("ratings", "reviews", "diary_entries", "saved_by", "list_entries", "rankings", "top4_entries",
                  "dismissals", "import_items", "external_ids", "source_records"):  # fmt: skip
        assert list(getattr(gone, table).all()) == [], table


def test_what_a_member_did_since_stays(titles: list[Title]) -> None:
    newcomer = make_member("nila")
    merge = merge_titles(kept_id=titles[0].pk, gone_id=titles[1].pk, actor=None)
    rate_title(member=newcomer, title_id=titles[0].pk, value=2.5)

    undo_merge(merge_id=merge.pk, actor=None)

    assert Rating.objects.get(user=newcomer).title_id == titles[0].pk
    assert titles[0].stats.__class__.objects.get(pk=titles[0].pk).rating_count == titles[0].ratings.count()


def test_who_has_left_is_not_brought_back(titles: list[Title]) -> None:
    merge = merge_titles(kept_id=titles[0].pk, gone_id=titles[1].pk, actor=None)
    User.objects.filter(username="asha").delete()

    undo_merge(merge_id=merge.pk, actor=None)

    assert set(Rating.objects.values_list("user__username", flat=True)) == {"biju"}
    assert Review.objects.filter(user__username="asha").count() == 0


def test_words_of_who_has_left_are_not_kept_for_undoing(member: User, other_member: User) -> None:
    kept, gone = make_title("Eega"), make_title("Makkhi")
    for user in (member, other_member):
        for title in (kept, gone):
            write_review(member=user, title_id=title.pk, text=f"{user.username} on {title.title}")
    merge = merge_titles(kept_id=kept.pk, gone_id=gone.pk, actor=None)
    member_id = member.pk
    member.delete()

    assert forget_lost(member_id=member_id) == 1
    assert forget_lost(member_id=member_id) == 0

    merge.refresh_from_db()
    assert "meera on" not in json.dumps(merge.moves)
    undo_merge(merge_id=merge.pk, actor=None)
    assert sorted(Review.objects.values_list("text", flat=True)) == ["arjun on Eega", "arjun on Makkhi"]


def test_what_slipped_in_is_swept_up_and_given_back(member: User) -> None:
    kept, gone = make_title("Eega"), make_title("Makkhi")
    merge = merge_titles(kept_id=kept.pk, gone_id=gone.pk, actor=None)
    Rating.objects.create(user=member, title=gone, value=4)

    assert (sweep_merges(), sweep_merges()) == (1, 0)

    kept.stats.refresh_from_db()
    assert (Rating.objects.get().title_id, kept.stats.rating_count) == (kept.pk, 1)
    undo_merge(merge_id=merge.pk, actor=None)
    gone.stats.refresh_from_db()
    assert (Rating.objects.get().title_id, gone.stats.rating_count) == (gone.pk, 1)


def test_undo_tells_the_pair_apart_for_good(member: User) -> None:
    kept, gone = make_title("Eega"), make_title("Eega")
    match = TitleMatch.objects.create(first=kept, second=gone, score=0.9)
    merge = merge_titles(kept_id=kept.pk, gone_id=gone.pk, actor=member)
    assert TitleMatch.objects.get().state == MatchState.MERGED

    undo_merge(merge_id=merge.pk, actor=member)

    match.refresh_from_db()
    assert (match.state, match.decided_by_id) == (MatchState.APART, member.pk)
    merge.refresh_from_db()
    assert (merge.undone_by_id, "steps" in merge.moves) == (member.pk, False)


def test_what_cannot_be_merged_says_why() -> None:
    kept, gone, draft = make_title("Eega"), make_title("Eega"), make_title("Eega", status="draft")
    merge = merge_titles(kept_id=kept.pk, gone_id=gone.pk, actor=None)

    for kept_id, gone_id in ((kept.pk, kept.pk), (kept.pk, gone.pk), (gone.pk, kept.pk), (draft.pk, kept.pk)):
        with pytest.raises(MergeRefusedError):
            merge_titles(kept_id=kept_id, gone_id=gone_id, actor=None)
    with pytest.raises(TitleNotFoundError):
        merge_titles(kept_id=kept.pk, gone_id=999_999, actor=None)
    undo_merge(merge_id=merge.pk, actor=None)
    with pytest.raises(MergeUndoneError):
        undo_merge(merge_id=merge.pk, actor=None)

    assert TitleMerge.objects.count() == 1


def test_ids_and_records_follow(titles: list[Title]) -> None:
    kept, gone = titles[0], titles[1]

    merge_titles(kept_id=kept.pk, gone_id=gone.pk, actor=None)

    assert ExternalId.objects.filter(title=kept).count() == 4
    assert list(SourceRecord.objects.filter(title=kept).values_list("key", flat=True)) == ["movie/0", "movie/1"]
    assert TitleName.objects.filter(title=kept, name="Called 1").count() == 1
