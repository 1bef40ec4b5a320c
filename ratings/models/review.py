"""What a member writes about a title, and who found it good."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from catalog.models import Title
from moviesite.common.models import TimeStampedModel

MAX_LENGTH = 5000


class Review(TimeStampedModel):
    """Plain text, one per member and title. `like_count` is kept in step with the likes.

    What curators hid (`hidden_at`) is its author's alone and is not counted; where they marked spoilers
    (`spoilers_fixed`) the mark is no longer the author's to take off.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reviews")
    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="reviews")
    text = models.TextField(max_length=MAX_LENGTH)
    contains_spoilers = models.BooleanField(default=False)
    language = models.CharField(max_length=8, blank=True)
    like_count = models.PositiveIntegerField(default=0)
    spoilers_fixed = models.BooleanField(default=False, editable=False)
    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-like_count", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "title"], name="review_once"),
            models.CheckConstraint(name="review_has_text", condition=~models.Q(text="")),
        ]
        indexes: ClassVar = [
            models.Index(fields=["title", "-like_count", "-id"], name="review_best"),
            models.Index(fields=["user", "-id"], name="review_of_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.title_id}"


class ReviewLike(models.Model):
    """That a member liked a review."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="likes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="review_likes")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["review", "user"], name="review_like_once")]

    def __str__(self) -> str:
        return f"{self.user_id} likes {self.review_id}"
