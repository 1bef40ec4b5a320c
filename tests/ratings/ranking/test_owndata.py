"""A ranking that is taken along, brought back and joined with another."""

from __future__ import annotations

import pytest
from django.db import transaction

from accounts.models import User
from accounts.owndata.registry import Row
from ratings.models import RankedTitle, Ranking, RankingAnswer, RankingConversion, Rating
from ratings.owndata.ranking import RankingAnswerSection, RankingConversionSection, RankingSection
from ratings.selectors.ranking import settled_ranking
from ratings.services.ranking import leave_out
from ratings.services.ranking_stars import turn_into_stars
from ratings.services.rating import rate_title
from tests.factories import make_titles
from tests.ratings.ranking.rankers import rank_all

pytestmark = pytest.mark.django_db
RANKING, ANSWERS, STARS = RankingSection(), RankingAnswerSection(), RankingConversionSection()


@pytest.fixture
def ids() -> list[int]:
    """Seven titles."""
    return [title.pk for title in make_titles(7)]


def rank(member: User, best_first: list[int]) -> None:
    """Rate titles, the best the lowest, and rank them."""
    for number, title_id in enumerate(best_first):
        rate_title(member=member, title_id=title_id, value=1 + number / 2)
    rank_all(member, best_first)


def order(member: User) -> list[int]:
    """The ranking as it is shown."""
    return list(settled_ranking(member).state.order)


def rows(member: User) -> tuple[list[Row], list[Row]]:
    """Places and answers of an export."""
    return list(RANKING.export(member)), list(ANSWERS.export(member))


def bring(member: User, exported: tuple[list[Row], list[Row]]) -> tuple[int, int]:
    """Read an export back; returns how many places and answers were written."""
    places = RANKING.restore(member, iter(exported[0]), lambda path: None)
    answers = ANSWERS.restore(member, iter(exported[1]), lambda path: None)
    return places.restored, answers.restored


@transaction.atomic
def merge(source: User, target: User) -> None:
    """As the walk over all sections does it, once the stars are the target's."""
    Rating.objects.filter(user=source, title__in=Rating.objects.filter(user=target).values("title")).delete()
    Rating.objects.filter(user=source).update(user=target)
    for section in (RANKING, ANSWERS, STARS):
        section.merge(source, target)


def test_an_export_comes_back_the_same_and_only_once(member: User, other_member: User, ids: list[int]) -> None:
    rank(member, ids)
    leave_out(member=member, title_id=ids[3])
    exported = rows(member)
    for rating in Rating.objects.filter(user=member):
        rate_title(member=other_member, title_id=rating.title_id, value=3, now=rating.created_at)
    first, second = bring(other_member, exported), bring(other_member, exported)

    assert first == (7, RankingAnswer.objects.filter(ranking__user=member).count())
    assert second == (0, 0)
    assert rows(other_member) == exported
    assert order(other_member) == order(member) == [*ids[:3], *ids[4:]]


def test_a_ranking_that_has_begun_stays_as_it_is(member: User, other_member: User, ids: list[int]) -> None:
    rank(member, ids)
    rank(other_member, ids[2::-1])
    exported = rows(member)

    assert bring(other_member, (exported[0], []))[0] == 0
    assert order(other_member) == ids[2::-1]


@pytest.mark.parametrize(
    "change", [{"outcome": "both"}, {"subject": "middle"}, {"created_at": "soon"}, {"undone_at": 3}, {"left": None}]
)
def test_an_answer_that_will_not_do_is_not_written(
    change: Row, member: User, other_member: User, ids: list[int]
) -> None:
    rank(member, ids[:2])
    row = next(iter(ANSWERS.export(member))) | change
    tally = ANSWERS.restore(other_member, iter([row]), lambda path: None)

    assert (tally.restored, tally.refused + tally.unmatched) == (0, 1)
    assert not RankingAnswer.objects.filter(ranking__user=other_member).exists()


def test_a_pair_of_one_title_is_refused(member: User, other_member: User, ids: list[int]) -> None:
    rank(member, ids[:2])
    row = next(iter(ANSWERS.export(member)))
    tally = ANSWERS.restore(other_member, iter([row | {"right": row["left"]}]), lambda path: None)

    assert (tally.restored, tally.refused) == (0, 1)


def test_merging_into_nothing_takes_the_ranking_over(member: User, other_member: User, ids: list[int]) -> None:
    rank(member, ids)
    merge(member, other_member)

    assert order(other_member) == ids
    assert list(Ranking.objects.values_list("user", flat=True)) == [other_member.pk]


def test_merging_two_rankings_keeps_one_order_and_all_answers(member: User, other_member: User, ids: list[int]) -> None:
    rank(member, ids[:5])
    turn_into_stars(member=member)
    rank(other_member, [ids[6], ids[5], ids[0]])
    given = RankingAnswer.objects.count()
    merge(member, other_member)
    kept = [title_id for title_id in order(other_member) if title_id in {ids[6], ids[5], ids[0]}]

    assert kept == [ids[6], ids[5], ids[0]]
    assert RankingAnswer.objects.filter(ranking__user=other_member).count() == given
    assert RankingConversion.objects.get().ranking.user == other_member
    assert Ranking.objects.count() == 1
    rank_all(other_member, [ids[6], ids[5], *ids[:5]])
    assert order(other_member) == [ids[6], ids[5], *ids[:5]]
    assert RankedTitle.objects.filter(ranking__user=other_member).count() == 7
