"""From rows to arrays; the only place where the recommender reads ratings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from catalog.models import Title
from ratings.enums import SavedKind
from ratings.models import DiaryEntry, Rating, SavedTitle
from ratings.selectors import iter_ratings
from recommender.dataset import History, IdMap, Interactions
from recommender.enums import DismissalKind
from recommender.loaders.facts import load_abouts, load_facts
from recommender.loaders.votes import load_votes
from recommender.models import Dismissal

MOST_DISMISSALS = 50  # the latest; what was sent away long ago says little of tonight
FAVORITE_WEIGHT = 1.0  # a favourite counts as a loved title even before it is rated


def load_interactions() -> Interactions:
    """All ratings of published titles; titles nobody rated have their column too."""
    columns: list[list[float]] = [[], [], [], []]
    for row in iter_ratings():
        for column, value in zip(columns, row, strict=True):
            column.append(value)
    title_ids = IdMap.from_ids(list(Title.objects.published().order_by().values_list("pk", flat=True)))
    return Interactions.from_triples(*columns, item_ids=title_ids)


def load_dataset() -> Interactions:
    """All ratings, with what is known of titles and members besides."""
    data = load_interactions()
    return data.knowing(load_facts(data.items), load_abouts(data.users))


def load_history(user_id: int, items: IdMap) -> History:
    """What a member rated, made a favourite and voted for, as far as the model knows the titles."""
    return load_histories([user_id], items)[user_id].with_votes(load_votes(user_id, items))


def load_histories(user_ids: Sequence[int], items: IdMap) -> dict[int, History]:
    """What each of several members rated and made a favourite, in two queries; votes are read for one alone."""
    entries: dict[int, dict[int, tuple[float, int, float]]] = {user_id: {} for user_id in user_ids}
    rated = Rating.objects.filter(user_id__in=user_ids).order_by("user_id", "title_id")
    for user_id, title_id, value, at in rated.values_list("user_id", "title_id", "value", "updated_at"):
        entries[user_id][title_id] = (value, int(at.timestamp()), 0.0)
    favorites = SavedTitle.objects.filter(user_id__in=user_ids, kind=SavedKind.FAVORITE).order_by("user_id", "title_id")
    for user_id, title_id, at in favorites.values_list("user_id", "title_id", "created_at"):
        value, moment, _ = entries[user_id].get(title_id, (float("nan"), int(at.timestamp()), 0.0))
        entries[user_id][title_id] = (value, moment, FAVORITE_WEIGHT)
    return {user_id: _history(own, items) for user_id, own in entries.items()}


def history_of_dismissed(user_id: int, items: IdMap) -> History:
    """What a member sent away as not for them, as if they had loved it: for telling what is like it."""
    rows = Dismissal.objects.filter(user_id=user_id, kind=DismissalKind.NOT_INTERESTED).order_by("-created_at", "-pk")
    away = rows.values_list("title_id", "created_at")[:MOST_DISMISSALS]
    return _history({title_id: (5.0, int(at.timestamp()), 0.0) for title_id, at in away}, items)


def history_of_liked(title_ids: Sequence[int], items: IdMap) -> History:
    """A visitor's history: titles they say they love, all at once."""
    return _history(dict.fromkeys(title_ids, (5.0, 0, 0.0)), items)


def _history(entries: dict[int, tuple[float, int, float]], items: IdMap) -> History:
    if not entries:
        return History.empty()
    values, moments, extra = zip(*entries.values(), strict=True)
    return History.from_external(items, np.fromiter(entries, dtype=np.int64), values, moments, extra)


def hidden_titles(user_id: int) -> set[int]:
    """Titles a member is not to be offered: rated, logged, marked as seen, favourite or sent away."""
    return hidden_from_each([user_id])[user_id]


def hidden_from_each(user_ids: Sequence[int]) -> dict[int, set[int]]:
    """The same for several members, in four queries."""
    hidden: dict[int, set[int]] = {user_id: set() for user_id in user_ids}
    own = {"user_id__in": user_ids}
    for rows in (
        Rating.objects.filter(**own),
        DiaryEntry.objects.filter(**own),
        SavedTitle.objects.filter(**own, kind__in=(SavedKind.FAVORITE, SavedKind.SEEN)),
        Dismissal.objects.filter(**own),
    ):
        for user_id, title_id in rows.order_by().values_list("user_id", "title_id"):
            hidden[user_id].add(title_id)
    return hidden
