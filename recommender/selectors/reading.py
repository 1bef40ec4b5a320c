"""What a member is shown to begin with, and what members say of a title."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from catalog.models import Title
from catalog.search.snippets import script_language
from catalog.selectors.cards import TitleCard, cards_of
from ratings.models import Review
from ratings.selectors import ratings_by, reviews
from recommender.enrichment.summary import SHOWN, digest_of
from recommender.models import ModelVersion, TitleAnalysis


def welcome_titles(
    *, languages: Collection[str], exclude: Collection[int], limit: int = 24, muted: Collection[str] = ()
) -> list[TitleCard]:
    """Widely rated titles to begin with, alternating over the wanted languages, so that each has its turn."""
    wanted = list(dict.fromkeys(languages))
    base = Title.objects.published().without_adult().exclude(pk__in=list(exclude)).exclude(language__in=list(muted))
    if not wanted:
        return cards_of(base.by_popularity()[:limit])
    share = -(-limit // len(wanted))
    rows = [cards_of(base.in_languages([code]).by_popularity()[:share]) for code in wanted]
    mixed = [row[place] for place in range(share) for row in rows if place < len(row)]
    return mixed[:limit]


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """A sentence of a review, word for word, and whose it is."""

    review: Review
    text: str
    language: str
    polarity: str
    stars: float | None

    @property
    def author(self) -> str:
        """As the author wishes to be called."""
        profile = getattr(self.review.user, "profile", None)
        return (profile.display_name if profile else "") or self.review.user.get_username()

    @property
    def url(self) -> str:
        """Where the whole review stands."""
        return f"{reverse('ratings:title-reviews', args=[self.review.title_id])}#review-{self.review.pk}"


@dataclass(frozen=True, slots=True)
class ShownAnalysis:
    """What one reader sees of what members say; empty parts and no `computed_at` before anything was computed."""

    title_id: int
    quotes: tuple[ShownQuote, ...]
    sentiment: dict[str, Any]
    themes: list[dict[str, Any]]
    mood: dict[str, Any]
    review_count: int
    model: ModelVersion | None
    computed_at: datetime | None
    stale: bool


def analysis_of(title_id: int, *, viewer_id: int | None) -> ShownAnalysis:
    """What is known of a title. Sentences are read from the reviews that `viewer_id` may read at this moment.

    A review that was changed, erased, hidden or covered since is not quoted, and the next in line takes its place.
    """
    row = TitleAnalysis.objects.filter(pk=title_id).first()
    if row is None:
        return ShownAnalysis(title_id, (), {}, [], {}, 0, None, None, stale=True)
    model = None
    if row.model_version:
        model = ModelVersion.objects.filter(algorithm="reviews", version=row.model_version).first()
    return ShownAnalysis(
        title_id=title_id,
        quotes=_quotes(row, viewer_id),
        sentiment=row.sentiment,
        themes=row.themes,
        mood=row.mood,
        review_count=row.review_count,
        model=model,
        computed_at=row.computed_at,
        stale=row.stale_at is not None or row.computed_at is None,
    )


def _quotes(row: TitleAnalysis, viewer_id: int | None) -> tuple[ShownQuote, ...]:
    ids = [place["review_id"] for place in row.summary]
    if not ids:
        return ()
    found = {
        review.pk: review
        for review in reviews(viewer_id).filter(pk__in=ids, title_id=row.title_id, contains_spoilers=False)
    }
    places = [
        (found[place["review_id"]], place)
        for place in row.summary
        if place["review_id"] in found and _is_whole(found[place["review_id"]].text, place)
    ][:SHOWN]
    stars = ratings_by([review.user_id for review, _ in places], row.title_id) if places else {}
    return tuple(
        ShownQuote(
            review=review,
            text=(text := review.text[place["start"] : place["end"]]),
            language=review.language or script_language(text),
            polarity=place["polarity"],
            stars=stars.get(review.user_id),
        )
        for review, place in places
    )


def _is_whole(text: str, place: dict[str, Any]) -> bool:
    """Whether the sentence still stands where it stood."""
    digest: str = place["digest"]
    return digest_of(text[place["start"] : place["end"]]) == digest
