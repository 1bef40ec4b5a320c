"""Members who love one half of a small catalog and leave the other alone: enough to learn a taste from."""

from __future__ import annotations

from django.utils import timezone

from catalog.models import Genre, Title
from ratings.models import Rating
from ratings.services.rating import rate_title
from tests.factories import make_member, make_title

PER_CAMP, VIEWERS = 14, 24
NAMES, LANGUAGES = ("Amber", "Brisk"), ("te", "en")


def make_camps() -> list[list[Title]]:
    """Two camps of titles, Telugu romance and English horror, each loved by its own twelve members."""
    genres = [Genre.objects.create(slug=slug, name=slug.title()) for slug in ("romance", "horror")]
    camps = [
        [make_title(f"{('Amber', 'Brisk')[camp]} {number:02d}", language=LANGUAGES[camp]) for number in range(PER_CAMP)]
        for camp in range(len(LANGUAGES))
    ]
    for camp, titles in enumerate(camps):
        for title in titles:
            title.genres.add(genres[camp])
    for viewer in range(VIEWERS):
        member = make_member(f"viewer-{viewer}")
        for number, title in enumerate(camps[viewer % len(LANGUAGES)]):
            if (viewer + number) % 5:
                rate_title(member=member, title_id=title.pk, value=4.5)
    rated_at_once()
    return camps


def rated_at_once() -> None:
    """Give all ratings one moment: what is newer counts more, and a slow machine takes longer than a second."""
    Rating.objects.update(updated_at=timezone.now())
