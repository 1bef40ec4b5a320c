"""What members said of two titles that become one."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from catalog.services.merging.journal import Journal
from catalog.services.merging.registry import Pair, TitleMover, register_mover, register_sums, unite
from ratings.models import (
    AnonymousRating,
    DiaryEntry,
    ImportItem,
    ListEntry,
    RankedTitle,
    Ranking,
    RankingAnswer,
    RankingConversion,
    Rating,
    Review,
    ReviewLike,
    SavedTitle,
)
from ratings.models.review import MAX_LENGTH
from ratings.services.lists.entries import MAX_NOTE
from ratings.services.rebuild import rebuild_sums


class RatingMover(TitleMover):
    """Who rated both keeps the later stars, as given first when the first of the two were."""

    models = ("ratings.Rating", "ratings.AnonymousRating")

    def move(self, pair: Pair, journal: Journal) -> None:
        """Stars of members, and of those who have left."""
        unite(journal, pair, Rating, by=("user_id",), owner="user_id", fold=_later_stars)
        journal.move(AnonymousRating.objects.filter(title_id=pair.gone_id), "title_id", to=pair.kept_id)


def _later_stars(kept: Rating, gone: Rating) -> dict[str, Any]:
    later = gone if gone.updated_at > kept.updated_at else kept
    first = min(kept.created_at, gone.created_at)
    return {"value": later.value, "updated_at": later.updated_at, "created_at": first}


class ReviewMover(TitleMover):
    """Who reviewed both has one text, the newer first and the older below it, as when two accounts become one.

    Where both together are too long the older one, which others have read, stays, and the other waits in the log.
    """

    models = ("ratings.Review", "ratings.ReviewLike")

    def move(self, pair: Pair, journal: Journal) -> None:
        """Likes and viewings follow the review that stays."""
        twins = dict(Review.objects.filter(title_id=pair.kept_id).values_list("user_id", "pk"))
        for gone in Review.objects.filter(title_id=pair.gone_id, user_id__in=twins).order_by("pk"):
            kept = Review.objects.get(pk=twins[gone.user_id])
            journal.move(DiaryEntry.objects.filter(review=gone), "review_id", to=kept.pk)
            known = set(ReviewLike.objects.filter(review=kept).values_list("user_id", flat=True)) | {kept.user_id}
            for like in ReviewLike.objects.filter(review=gone, user_id__in=known).order_by("pk"):
                journal.remove(like)
            journal.move(ReviewLike.objects.filter(review=gone), "review_id", to=kept.pk)
            likes = ReviewLike.objects.filter(review=kept).count()
            journal.change(kept, **_one_text(kept, gone), like_count=likes)
        unite(journal, pair, Review, by=("user_id",), owner="user_id")


def _one_text(kept: Review, gone: Review) -> dict[str, Any]:
    older, newer = sorted((kept, gone), key=lambda row: (row.created_at, row.pk))
    text = newer.text if older.text in newer.text else f"{newer.text}\n\n{older.text}"
    spoils = older.contains_spoilers or newer.contains_spoilers
    shown = newer
    if len(text) > MAX_LENGTH:
        shown, text, spoils = older, older.text, older.contains_spoilers
    return {
        "text": text,
        "contains_spoilers": spoils,
        "language": shown.language,
        "hidden_at": kept.hidden_at or gone.hidden_at,
        "spoilers_fixed": kept.spoilers_fixed or gone.spoilers_fixed,
        "created_at": older.created_at,
        "updated_at": max(kept.updated_at, gone.updated_at),
    }


class ShelfMover(TitleMover):
    """Viewings all stay viewings; a shelf has a title once, in the better place."""

    models = ("ratings.DiaryEntry", "ratings.SavedTitle", "ratings.ImportItem")

    def move(self, pair: Pair, journal: Journal) -> None:
        """Also what imports found to be this title."""
        journal.move(DiaryEntry.objects.filter(title_id=pair.gone_id), "title_id", to=pair.kept_id, owner="user_id")
        unite(journal, pair, SavedTitle, by=("user_id", "kind"), owner="user_id", fold=_earlier_place)
        journal.move(ImportItem.objects.filter(title_id=pair.gone_id), "title_id", to=pair.kept_id)


def _earlier_place(kept: SavedTitle, gone: SavedTitle) -> dict[str, Any]:
    return {"position": min(kept.position, gone.position), "created_at": min(kept.created_at, gone.created_at)}


class ListMover(TitleMover):
    """A list has a title once, in the better place, with both notes where they fit."""

    models = ("ratings.ListEntry", "ratings.TitleList")

    def move(self, pair: Pair, journal: Journal) -> None:
        """Entries; the lists themselves do not count as changed."""
        unite(journal, pair, ListEntry, by=("list_id",), fold=_both_notes)


def _both_notes(kept: ListEntry, gone: ListEntry) -> dict[str, Any]:
    notes = list(dict.fromkeys(filter(None, (kept.note, gone.note))))
    both = "\n".join(notes)
    return {
        "position": min(kept.position, gone.position),
        "note": both if len(both) <= MAX_NOTE else notes[0],
        "added_by_id": kept.added_by_id or gone.added_by_id,
    }


class RankingMover(TitleMover):
    """Of two places the one given later holds; a duel between the two says nothing any more."""

    models = ("ratings.RankedTitle", "ratings.RankingAnswer", "ratings.RankingConversion")

    def move(self, pair: Pair, journal: Journal) -> None:
        """Places, answers, and the notes by which answers and conversions are undone."""
        raters = Rating.objects.filter(title_id=pair.gone_id).values("user_id")
        list(Ranking.objects.select_for_update().filter(user__in=raters).order_by("pk").values_list("pk"))
        sides = Q(left_id=pair.gone_id) | Q(right_id=pair.gone_id) | Q(subject_id=pair.gone_id)
        touched = set(RankedTitle.objects.filter(title_id=pair.gone_id).values_list("ranking_id", flat=True))
        touched |= set(RankingAnswer.objects.filter(sides).values_list("ranking_id", flat=True))
        unite(journal, pair, RankedTitle, by=("ranking_id",), fold=_later_place)
        both = {pair.kept_id, pair.gone_id}
        for answer in RankingAnswer.objects.filter(left_id__in=both, right_id__in=both).order_by("pk"):
            journal.remove(answer)
        for side in ("left_id", "right_id", "subject_id"):
            journal.move(RankingAnswer.objects.filter(**{side: pair.gone_id}), side, to=pair.kept_id)
        for answer in RankingAnswer.objects.filter(ranking_id__in=touched).exclude(effect={}).order_by("pk"):
            journal.change(answer, effect=_renamed_effect(answer.effect, pair))
        for conversion in RankingConversion.objects.filter(undone_at=None, ranking__user__in=raters).order_by("pk"):
            journal.change(conversion, changes=_renamed_changes(conversion.changes, pair))


def _later_place(kept: RankedTitle, gone: RankedTitle) -> dict[str, Any]:
    later = gone if gone.placed_at > kept.placed_at else kept
    return {"position": later.position, "placed_at": later.placed_at}


def _renamed_effect(effect: dict[str, Any], pair: Pair) -> dict[str, Any]:
    names = {pair.gone_id: pair.kept_id}
    done = dict(effect)
    if "placed" in effect:
        done["placed"] = list(dict.fromkeys(names.get(pk, pk) for pk in effect["placed"]))
    if "taken" in effect:
        done["taken"] = [[names.get(pk, pk), index] for pk, index in effect["taken"]]
    return done


def _renamed_changes(changes: list[list[Any]], pair: Pair) -> list[list[Any]]:
    """A title that had both loses the line of the one that is gone: its stars before were the other's."""
    has_kept = any(line[0] == pair.kept_id for line in changes)
    lines = (line for line in changes if not (has_kept and line[0] == pair.gone_id))
    return [[pair.kept_id, *line[1:]] if line[0] == pair.gone_id else line for line in lines]


#: Rankings come first: who may have one that names the title is known by their ratings of it.
MOVERS = (RankingMover, RatingMover, ReviewMover, ShelfMover, ListMover)


def register_movers() -> None:
    """Make them known, and who sums up."""
    for mover in MOVERS:
        register_mover(mover())
    register_sums(rebuild_sums)
