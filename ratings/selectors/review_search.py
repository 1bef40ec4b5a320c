"""Reviews for words."""

from __future__ import annotations

from catalog.search.folding import fold_words
from catalog.search.snippets import make_snippet, script_language
from catalog.selectors.extensions import FoundReview, FoundReviews
from ratings.models import Review
from ratings.search.engines import matching
from ratings.selectors.reviews import reviews

MOST_WORDS = 8
MOST_MATCHES = 1000  # more than anybody pages through; bounds the work for words that every review holds


def search_reviews(query: str, *, viewer_id: int | None, adult: bool, offset: int, limit: int) -> FoundReviews:
    """Reviews that hold all words of `query` and that `viewer_id` may read, most liked first."""
    words = fold_words(query)[:MOST_WORDS]
    if not words:
        return FoundReviews((), 0)
    found = reviews(viewer_id).filter(pk__in=matching(words))
    if not adult:
        found = found.filter(title__is_adult=False)
    ids = list(found.values_list("pk", flat=True)[:MOST_MATCHES])
    wanted = ids[offset : offset + limit]
    rows = {row.pk: row for row in reviews(viewer_id).filter(pk__in=wanted)} if wanted else {}
    return FoundReviews(tuple(_found(rows[pk], words) for pk in wanted if pk in rows), len(ids))


def _found(review: Review, words: list[str]) -> FoundReview:
    spoilers = review.contains_spoilers
    profile = getattr(review.user, "profile", None)
    return FoundReview(
        id=review.pk,
        title_id=review.title_id,
        title=review.title.title,
        year=review.title.year,
        title_url=review.title.get_absolute_url(),
        author=(profile.display_name if profile else "") or review.user.get_username(),
        author_url=review.user.get_absolute_url(),
        snippet=() if spoilers else tuple(make_snippet(review.text, words)),
        language="" if spoilers else review.language or script_language(review.text),
        contains_spoilers=spoilers,
        like_count=review.like_count,
        created_at=review.created_at,
    )
