"""How the ratings' entries of feeds are read: ratings, reviews, viewings, lists and imports.

What each tells of is read as it is now, so that an entry whose subject is gone, or not for the reader any more, is
silent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Q

from accounts.enums import Audience
from accounts.extensions import News, register_activity_kind
from accounts.models import Activity, Follow
from catalog.selectors.cards import cards_by_id
from ratings.enums import ActivityKind
from ratings.models import DiaryEntry, Rating
from ratings.selectors import reviews, summaries_of
from ratings.selectors.lists import visible_lists

_FOLDER = "ratings/activity"


def register_activities() -> None:
    """Called once, when the app is ready."""
    register_activity_kind(
        ActivityKind.RATED, loader=_rated, template=f"{_FOLDER}/rated.html", several=f"{_FOLDER}/rated_several.html"
    )
    register_activity_kind(
        ActivityKind.LOGGED, loader=_logged, template=f"{_FOLDER}/logged.html", several=f"{_FOLDER}/logged_several.html"
    )
    register_activity_kind(ActivityKind.REVIEWED, loader=_reviewed, template=f"{_FOLDER}/reviewed.html")
    register_activity_kind(ActivityKind.LISTED, loader=_listed, template=f"{_FOLDER}/listed.html")
    register_activity_kind(ActivityKind.IMPORTED, loader=_imported, template=f"{_FOLDER}/imported.html")


def _rated(rows: Sequence[Activity], viewer_id: int) -> Mapping[int, News]:
    """The subject is the title, so that a member has one entry for it however often they rate it."""
    cards = cards_by_id({row.subject_id for row in rows})
    found = Rating.objects.filter(user_id__in={row.actor_id for row in rows}, title_id__in=list(cards)).order_by()
    given = {(user, title): value for user, title, value in found.values_list("user_id", "title_id", "value")}
    return {
        row.pk: News(
            context={"card": cards[row.subject_id], "value": given[row.actor_id, row.subject_id]},
            data={
                "movie": cards[row.subject_id].as_dict(),
                "detail": {"rating": given[row.actor_id, row.subject_id]},
            },
        )
        for row in rows
        if (row.actor_id, row.subject_id) in given
    }


def _reviewed(rows: Sequence[Activity], viewer_id: int) -> Mapping[int, News]:
    found = {review.pk: review for review in reviews(viewer_id).filter(pk__in={row.subject_id for row in rows})}
    cards = cards_by_id({review.title_id for review in found.values()})
    shown = {pk: review for pk, review in found.items() if review.title_id in cards}
    return {
        row.pk: News(
            context={"card": cards[shown[row.subject_id].title_id], "review": shown[row.subject_id]},
            data={"movie": cards[shown[row.subject_id].title_id].as_dict(), "detail": {"review": row.subject_id}},
        )
        for row in rows
        if row.subject_id in shown
    }


def _logged(rows: Sequence[Activity], viewer_id: int) -> Mapping[int, News]:
    """Viewings of diaries that the reader may see as they are set now."""
    follows = Follow.objects.filter(follower_id=viewer_id).values("followed_id")
    open_to = Q(user__profile=None) | Q(user__profile__diary_visibility=Audience.PUBLIC) | Q(user_id=viewer_id)
    open_to |= Q(user__profile__diary_visibility=Audience.FOLLOWERS, user_id__in=follows)
    found = {entry.pk: entry for entry in DiaryEntry.objects.filter(open_to, pk__in={row.subject_id for row in rows})}
    cards = cards_by_id({entry.title_id for entry in found.values()})
    return {
        row.pk: News(
            context={"card": cards[entry.title_id], "viewing": entry},
            data={
                "movie": cards[entry.title_id].as_dict(),
                "detail": {"watched_on": entry.watched_on, "rating": entry.rating, "is_rewatch": entry.is_rewatch},
            },
        )
        for row in rows
        if (entry := found.get(row.subject_id)) is not None and entry.title_id in cards
    }


def _listed(rows: Sequence[Activity], viewer_id: int) -> Mapping[int, News]:
    lists = list(visible_lists(viewer_id).filter(pk__in={row.subject_id for row in rows}))
    found = {summary.list.pk: summary for summary in summaries_of(lists) if summary.count}
    return {
        row.pk: News(
            context={"summary": found[row.subject_id]},
            data={"detail": {"list": row.subject_id, "name": found[row.subject_id].list.name}},
        )
        for row in rows
        if row.subject_id in found
    }


def _imported(rows: Sequence[Activity], viewer_id: int) -> Mapping[int, News]:
    return {row.pk: News() for row in rows}
