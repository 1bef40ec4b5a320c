"""Reviews and what they are about, as the text model and the analyses read them: what everybody may see, no more."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from catalog.models import Genre, Keyword, Title, TitleName
from catalog.search.snippets import script_language
from catalog.selectors.own_facts import borrowed_tags
from ratings.models import Rating, Review
from ratings.selectors import reviews

CHUNK = 2000
MOST_TEXTS = 20  # of one title, for its place among others; more change little and cost time


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """A public review with its author's stars. `language` is what it says or what its script tells, else ""."""

    id: int
    title_id: int
    author_id: int
    text: str
    spoilers: bool
    language: str
    stars: float | None


@dataclass(frozen=True, slots=True)
class TagFacts:
    """A genre or keyword of a title, and whether models may learn that the title has it (decision 0017)."""

    id: int
    kind: str
    slug: str
    name: str
    names: tuple[str, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class TitleInputs:
    """What one analysis is computed from."""

    title_id: int
    names: str
    tags: tuple[TagFacts, ...]
    reviews: tuple[ReviewFacts, ...]

    def own_tags(self, kind: str) -> list[TagFacts]:
        """Genres or keywords to learn from."""
        return [tag for tag in self.tags if tag.own and tag.kind == kind]

    def digest(self, *parts: object) -> str:
        """SHA-256 of all of it and of `parts`."""
        facts = [
            *map(str, parts),
            self.names,
            [[tag.kind, tag.slug, tag.name, tag.names, tag.own] for tag in self.tags],
            [[one.id, one.author_id, one.text, one.spoilers, one.stars] for one in self.reviews],
        ]
        return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode(errors="surrogatepass")).hexdigest()


def load_inputs(title_ids: Collection[int]) -> dict[int, TitleInputs]:
    """Of each published title among some; a fixed number of queries."""
    titles = dict(Title.objects.published().filter(pk__in=title_ids).order_by("pk").values_list("pk", "title"))
    names: dict[int, list[str]] = defaultdict(list)
    for title_id, name in TitleName.objects.filter(title_id__in=titles).order_by("id").values_list("title_id", "name"):
        names[title_id].append(name)
    tags = load_tags(list(titles))
    written: dict[int, list[ReviewFacts]] = defaultdict(list)
    for review in _facts(reviews().filter(title_id__in=titles).order_by("title_id", "-like_count", "-id")):
        written[review.title_id].append(review)
    return {
        pk: TitleInputs(pk, " ".join([title, *names[pk]]), tuple(tags.get(pk, ())), tuple(written[pk]))
        for pk, title in titles.items()
    }


def public_texts(title_ids: Collection[int]) -> dict[int, list[str]]:
    """What everybody may read of some titles without a spoiler, a few of each, the best liked first."""
    rows = reviews().filter(title_id__in=title_ids, contains_spoilers=False).select_related(None)
    found: dict[int, list[str]] = defaultdict(list)
    ordered = rows.order_by("title_id", "-like_count", "-id").values_list("title_id", "text")
    for title_id, text in ordered.iterator(chunk_size=CHUNK):
        if len(found[title_id]) < MOST_TEXTS:
            found[title_id].append(text)
    return found


def latest_reviews(limit: int) -> list[ReviewFacts]:
    """The newest public reviews, oldest first."""
    return list(_facts(reviews().order_by("-id")[:limit]))[::-1]


def count_reviews() -> int:
    """How many reviews everybody may see."""
    return reviews().count()


def load_tags(title_ids: Collection[int]) -> dict[int, list[TagFacts]]:
    """Genres and keywords of some titles, in the order of their slugs."""
    borrowed = borrowed_tags(title_ids)
    none: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
    found: dict[int, list[TagFacts]] = defaultdict(list)
    genres = Genre.titles.through.objects.filter(title_id__in=title_ids).order_by("title_id", "genre__slug")
    columns = ("title_id", "genre_id", "genre__slug", "genre__name", "genre__names")
    for title_id, pk, slug, name, names in genres.values_list(*columns):
        own = slug not in borrowed.get(title_id, none)[0]
        every = tuple(sorted({name, *map(str, (names or {}).values())}))
        found[title_id].append(TagFacts(pk, "genre", slug, name, every, own))
    keywords = Keyword.titles.through.objects.filter(title_id__in=title_ids).order_by("title_id", "keyword__slug")
    for title_id, pk, slug, name in keywords.values_list("title_id", "keyword_id", "keyword__slug", "keyword__name"):
        own = slug not in borrowed.get(title_id, none)[1]
        found[title_id].append(TagFacts(pk, "keyword", slug, name, (name,), own))
    return found


def iter_tags() -> Iterator[dict[int, list[TagFacts]]]:
    """Those of all published titles, part by part."""
    last = 0
    base = Title.objects.published().order_by("pk").values_list("pk", flat=True)
    while part := list(base.filter(pk__gt=last)[:CHUNK]):
        yield load_tags(part)
        last = part[-1]


def _facts(rows: QuerySet[Review]) -> Iterator[ReviewFacts]:
    stars = Rating.objects.filter(user_id=OuterRef("user_id"), title_id=OuterRef("title_id")).values("value")[:1]
    columns = ("id", "title_id", "user_id", "text", "contains_spoilers", "language", "stars")
    plain = rows.select_related(None).annotate(stars=Subquery(stars)).values_list(*columns)
    for pk, title_id, user_id, text, spoilers, language, value in plain.iterator(chunk_size=CHUNK):
        yield ReviewFacts(pk, title_id, user_id, text, spoilers, language or script_language(text), value)
