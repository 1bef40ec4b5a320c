"""What followers learn of, kept in step with what is there."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.enums import Audience
from accounts.models import Activity, Profile
from accounts.services.activity import forget_activity, record_activity
from moviesite.common.transactions import atomic_with_retry
from ratings.enums import ActivityKind, ListVisibility
from ratings.models import DiaryEntry, ListMember, Rating, Review, TitleList

TOGETHER = timedelta(minutes=1)
FRESH = timedelta(days=1)  # imports date reviews as their files do
#: Sources of ratings that are nothing new: an undone import, and a ranking turned into stars.
NO_NEWS = frozenset({"undo", "ranking"})

_AUDIENCES = {ListVisibility.PUBLIC: Audience.PUBLIC, ListVisibility.FOLLOWERS: Audience.FOLLOWERS}


def tell_rating(*, member_id: int, title_id: int) -> None:
    """A member's rating of a title as it is now: one entry while there is one, none when there is none.

    The present row counts and not the news, so that news which come late or twice do no harm.
    """
    rating = Rating.objects.filter(user_id=member_id, title_id=title_id).first()
    if rating is None or _is_told_by_diary(rating):
        forget_activity(kind=ActivityKind.RATED, subject_ids=[title_id], actor_id=member_id)
        return
    record_activity(
        kind=ActivityKind.RATED, actor_id=member_id, subject_id=title_id, title_id=title_id, at=rating.updated_at
    )


def _is_told_by_diary(rating: Rating) -> bool:
    """Whether it came with a viewing, whose entry says it already."""
    logged = Activity.objects.filter(actor_id=rating.user_id, kind=ActivityKind.LOGGED, title_id=rating.title_id)
    around = (rating.updated_at - TOGETHER, rating.updated_at + TOGETHER)
    return logged.filter(created_at__range=around).exists()


def tell_review(*, review_id: int) -> None:
    """A review that is there has an entry, one that is gone has none; one that an import brought is no news."""
    review = Review.objects.filter(pk=review_id).first()
    if review is None:
        forget_activity(kind=ActivityKind.REVIEWED, subject_ids=[review_id])
        return
    if timezone.now() - review.created_at > FRESH:
        return
    record_activity(
        kind=ActivityKind.REVIEWED,
        actor_id=review.user_id,
        subject_id=review.pk,
        title_id=review.title_id,
        at=review.created_at,
    )


def tell_viewing(entry: DiaryEntry) -> None:
    """A viewing that was logged, for whoever may read the diary."""
    audience = Profile.objects.filter(user_id=entry.user_id).values_list("diary_visibility", flat=True).first()
    record_activity(
        kind=ActivityKind.LOGGED,
        actor_id=entry.user_id,
        subject_id=entry.pk,
        title_id=entry.title_id,
        audience=audience or Audience.PUBLIC,
        at=entry.created_at,
    )


def tell_list(title_list: TitleList) -> None:
    """A list, for whoever comes across it; those reached by a link or by invitation are no news."""
    audience = _AUDIENCES.get(ListVisibility(title_list.visibility), Audience.PRIVATE)
    record_activity(
        kind=ActivityKind.LISTED,
        actor_id=title_list.owner_id,
        subject_id=title_list.pk,
        audience=audience,
        at=title_list.created_at,
    )


def tell_import(*, member_id: int) -> None:
    """That a member brought a history along: one entry a day, however many files and lines there were."""
    today = timezone.now().date().toordinal()
    record_activity(kind=ActivityKind.IMPORTED, actor_id=member_id, subject_id=today)


@atomic_with_retry
def part_members(*, one_id: int, other_id: int) -> int:
    """Of two members of whom one blocked the other, neither works on the other's lists; returns how many that ended."""
    ended = 0
    for owner_id, member_id in ((one_id, other_id), (other_id, one_id)):
        ended += ListMember.objects.filter(list__owner_id=owner_id, user_id=member_id).delete()[0]
    return ended
