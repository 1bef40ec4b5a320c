"""Which reviews the member liked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from accounts.models import User
from accounts.models.user import USERNAME_RULE, identifier_key
from accounts.owndata.registry import Row, Tally
from accounts.owndata.tables import moment, move_rows, plain
from catalog.owndata.titles import TitleSection, with_titles
from ratings.models import Review, ReviewLike
from ratings.owndata.reviews import count_likes
from ratings.selectors import reviews


class LikeSection(TitleSection):
    """A review is named by its author and its title."""

    name = "liked-reviews"
    models = ("ratings.ReviewLike",)

    def rows(self, user: User) -> QuerySet[Any]:
        """The member's."""
        return ReviewLike.objects.filter(user=user).order_by("created_at", "pk")

    def export(self, user: User) -> Iterator[Row]:
        """Whose, of what, since when."""
        values = self.rows(user).values_list("review__title_id", "review__user__username", "created_at")
        yield from with_titles((pk, {"author": name, "created_at": plain(at)}) for pk, name, at in values.iterator())

    def parse(self, row: Row) -> tuple[str, datetime]:
        """The author, and since when."""
        USERNAME_RULE(row["author"])
        return identifier_key(row["author"]), moment(row["created_at"])

    @transaction.atomic
    def write(self, user: User, found: list[tuple[int, Any]], tally: Tally) -> None:
        """Reviews that the member may read; nobody is told."""
        for title_id, (author, at) in found:
            review = reviews(user.pk).filter(title_id=title_id, user__username_key=author).exclude(user=user).first()
            if review is None:
                tally.miss(f"@{author[:30]}")
                continue
            like, created = ReviewLike.objects.get_or_create(review_id=review.pk, user=user)
            if created:
                ReviewLike.objects.filter(pk=like.pk).update(created_at=at)
                Review.objects.filter(pk=review.pk).update(like_count=F("like_count") + 1)
            tally.restored += created
            tally.already += not created

    def erase(self, user: User) -> None:
        """The reviews lose them."""
        liked = list(self.rows(user).values_list("review_id", flat=True))
        self.rows(user).delete()
        count_likes(liked)

    def merge(self, source: User, target: User) -> None:
        """Nobody likes their own review, also not the one they have become."""
        liked = set(ReviewLike.objects.filter(user__in=(source, target)).values_list("review_id", flat=True))
        move_rows(ReviewLike, owner="user", source=source, target=target, unique=("review_id",))
        ReviewLike.objects.filter(user=target, review__user=target).delete()
        own = Review.objects.filter(user=target).values_list("pk", flat=True)
        count_likes(sorted(liked | set(own)))
