"""Growing a ranking, and taking answers back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from catalog.enums import TitleStatus
from catalog.models import Title
from ratings.exceptions import NothingToUndoError, NotRankedError, QuestionAnsweredError, StaleQuestionError
from ratings.models import RankedTitle, Ranking, RankingAnswer, Rating
from ratings.ranking.evidence import Outcome
from ratings.selectors.ranking import Duel, held_ranking, next_duel, settled_ranking
from ratings.services.ranking import (
    SPACING,
    answer_question,
    leave_out,
    put_back,
    spread,
    start_over,
    undo_answer,
)
from ratings.services.rating import delete_rating, rate_title
from tests.factories import make_titles
from tests.ratings.ranking.rankers import rank_all

pytestmark = pytest.mark.django_db


def rated(member: User, count: int) -> list[int]:
    """Ids of titles that the member gave three stars, one after the other."""
    begun = timezone.now() - timedelta(days=1)
    ids = [title.pk for title in make_titles(count)]
    for number, title_id in enumerate(ids):
        rate_title(member=member, title_id=title_id, value=3, now=begun + timedelta(minutes=number))
    return ids


def pair(duel: Duel) -> set[int]:
    """The two that are asked about."""
    assert duel.left is not None
    assert duel.right is not None
    return {duel.left.id, duel.right.id}


def order(member: User) -> list[int]:
    """The ranking as it is shown."""
    return list(settled_ranking(member).state.order)


def test_a_ranking_grows_to_the_true_order(member: User) -> None:
    truth = rated(member, 12)[::-1]
    truth[3], truth[9] = truth[9], truth[3]
    count = rank_all(member, truth)

    assert order(member) == truth
    assert RankingAnswer.objects.filter(ranking__user=member).count() == count
    assert next_duel(member) == Duel("", None, None, False, ranked=12, rated=12, left_over=0, can_undo=True)


def test_asking_writes_nothing_and_asks_the_same_again(member: User) -> None:
    rated(member, 3)
    asked = [next_duel(member) for _ in range(2)]

    assert asked[0] == asked[1]
    assert (Ranking.objects.count(), RankedTitle.objects.count()) == (0, 0)


def test_latest_rated_are_asked_about_first(member: User) -> None:
    ids = rated(member, 4)

    assert pair(next_duel(member)) == {ids[3], ids[2]}


def test_one_rated_title_is_nothing_to_rank(member: User) -> None:
    rated(member, 1)

    assert next_duel(member) == Duel("", None, None, False, ranked=0, rated=1, left_over=0, can_undo=False)


def test_same_answer_again_changes_nothing_and_another_is_refused(member: User) -> None:
    rated(member, 3)
    question = next_duel(member).question
    first = answer_question(member=member, question=question, outcome=Outcome.LEFT)
    again = answer_question(member=member, question=question, outcome=Outcome.LEFT)

    assert (first.created, again.created) == (True, False)
    assert first.duel == again.duel == next_duel(member)
    with pytest.raises(QuestionAnsweredError):
        answer_question(member=member, question=question, outcome=Outcome.RIGHT)
    assert RankingAnswer.objects.count() == 1


@pytest.mark.parametrize("question", ["", "0-1-2", "nonsense", "9" * 80])
def test_what_is_not_asked_is_refused(question: str, member: User) -> None:
    rated(member, 3)

    with pytest.raises(StaleQuestionError):
        answer_question(member=member, question=question, outcome=Outcome.LEFT)
    assert Ranking.objects.count() == 0


def test_an_undone_question_is_out_of_date_and_asked_anew(member: User) -> None:
    rated(member, 3)
    before = next_duel(member)
    answer_question(member=member, question=before.question, outcome=Outcome.LEFT)
    after = undo_answer(member=member)

    assert (after.left, after.right, after.ranked) == (before.left, before.right, before.ranked)
    assert after.question != before.question
    with pytest.raises(StaleQuestionError):
        answer_question(member=member, question=before.question, outcome=Outcome.LEFT)
    assert RankingAnswer.objects.get().undone_at is not None


def test_every_answer_can_be_undone_back_to_the_beginning(member: User) -> None:
    ids = rated(member, 9)
    states = []
    place = {title_id: (title_id * 7) % 11 for title_id in ids}
    while (duel := next_duel(member)).left is not None:
        assert duel.right is not None
        states.append((order(member), pair(duel)))
        # contradict a re-check, so that titles leave their places
        better = (place[duel.left.id] < place[duel.right.id]) != duel.is_recheck
        answer_question(member=member, question=duel.question, outcome=Outcome.LEFT if better else Outcome.RIGHT)
        assert len(states) < 200
    seen = []
    for _ in states:
        duel = undo_answer(member=member)
        seen.append((order(member), pair(duel)))

    assert any(answer.effect["taken"] for answer in RankingAnswer.objects.all())
    assert seen == states[::-1]
    with pytest.raises(NothingToUndoError):
        undo_answer(member=member)


def test_a_contradicted_pair_is_placed_anew_and_the_third_answer_decides(member: User) -> None:
    truth = rated(member, 12)
    place = {title_id: index for index, title_id in enumerate(truth)}
    for _ in range(200):
        duel = next_duel(member)
        if duel.left is None or duel.right is None:
            break
        right = (place[duel.left.id] < place[duel.right.id]) != duel.is_recheck  # every re-check is a slip
        answer_question(member=member, question=duel.question, outcome=Outcome.LEFT if right else Outcome.RIGHT)
    rechecks = list(RankingAnswer.objects.filter(subject=None))

    assert [len(answer.effect["taken"]) for answer in rechecks] == [2] * len(rechecks)
    assert len(rechecks) > 1
    assert order(member) == truth


def test_a_title_without_its_rating_leaves_and_what_is_known_of_it_places_it_when_it_is_back(member: User) -> None:
    truth = rated(member, 6)
    rank_all(member, truth)
    answers = RankingAnswer.objects.count()
    delete_rating(member=member, title_id=truth[2])
    without = order(member)
    rate_title(member=member, title_id=truth[2], value=3, now=timezone.now() + timedelta(seconds=1))

    assert without == [truth[0], truth[1], *truth[3:]]
    assert held_ranking(member).state.waiting == (truth[2],)
    assert rank_all(member, truth) == 0
    assert order(member) == truth
    assert RankingAnswer.objects.count() == answers


def test_a_new_rating_joins_in(member: User) -> None:
    truth = rated(member, 5)
    rank_all(member, truth)
    new = make_titles(1, year=1999)[0]
    rate_title(member=member, title_id=new.pk, value=3)

    assert new.pk in pair(next_duel(member))
    rank_all(member, [*truth[:2], new.pk, *truth[2:]])
    assert order(member) == [*truth[:2], new.pk, *truth[2:]]


def test_a_title_off_the_site_is_not_asked_about(member: User) -> None:
    ids = rated(member, 4)
    Title.objects.filter(pk=ids[3]).update(status=TitleStatus.DRAFT)

    assert next_duel(member).rated == 3
    assert ids[3] not in pair(next_duel(member))


def test_left_out_titles_are_not_asked_about_until_they_are_put_back(member: User) -> None:
    truth = rated(member, 5)
    rank_all(member, truth)
    leave_out(member=member, title_id=truth[1])

    assert order(member) == [truth[0], *truth[2:]]
    assert next_duel(member).left is None
    assert put_back(member=member) == 1
    assert put_back(member=member) == 0
    rank_all(member, truth)
    assert order(member) == truth
    assert Rating.objects.filter(user=member).count() == 5


def test_only_a_ranked_title_can_be_left_out(member: User) -> None:
    ids = rated(member, 2)

    with pytest.raises(NotRankedError):
        leave_out(member=member, title_id=ids[0])


def test_starting_over_keeps_the_answers_without_effect(member: User) -> None:
    truth = rated(member, 5)
    count = rank_all(member, truth)
    start_over(member=member)

    assert order(member) == []
    assert RankingAnswer.objects.exclude(undone_at=None).count() == count
    assert next_duel(member).ranked == 0
    assert not next_duel(member).can_undo
    rank_all(member, truth[::-1])
    assert order(member) == truth[::-1]


def test_members_rank_apart(member: User, other_member: User) -> None:
    ids = rated(member, 3)
    for title_id in ids:
        rate_title(member=other_member, title_id=title_id, value=4)
    rank_all(member, ids)
    rank_all(other_member, ids[::-1])

    assert (order(member), order(other_member)) == (ids, ids[::-1])


def test_positions_are_dealt_anew_where_no_number_is_left() -> None:
    assert spread([1, 2, 3], {1: 10, 3: 20}) == {1: 10, 2: 15, 3: 20}
    assert spread([1, 2, 3], {1: 10, 3: 11}) == {1: SPACING, 2: 2 * SPACING, 3: 3 * SPACING}
    assert spread([2, 1], {1: 0}) == {2: -SPACING, 1: 0}
    assert spread([1, 2], {}) == {1: SPACING, 2: 2 * SPACING}


@pytest.mark.parametrize("count", [3, 9])
def test_asking_takes_as_many_queries_for_many_as_for_few(
    count: int, member: User, django_assert_num_queries: object
) -> None:
    truth = rated(member, count)
    for _ in range(count - 2):
        duel = next_duel(member)
        answer_question(member=member, question=duel.question, outcome=Outcome.LEFT)
    cold = next_duel(member)

    with django_assert_num_queries(6):  # type: ignore[operator]
        warm = next_duel(member)

    assert warm == cold
    assert len(truth) == count
