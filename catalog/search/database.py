"""What the engines inside a database share: writing documents, ranking, near misses.

An engine says which titles hold some folded words; the rest is the same everywhere. Only the best known MOST_MATCHES
titles of a query are ranked, which bounds the work for words that stand in every other title.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, Value, When

from catalog.models import SearchDocument, SearchWord, Title
from catalog.search.base import Document, Facets, Hit, SearchResult, Tier
from catalog.search.filters import TitleFilters, count_facets
from catalog.search.folding import fold_words, joined_pairs, sound_key
from catalog.search.vocabulary import drop_vocabulary, nearest_words
from catalog.search.wording import looser, parts_of, without_year

MOST_MATCHES = 2000
MOST_WORDS = 8
SHORTEST_SOUND = 3
BATCH = 500
_COLUMNS = ("prefix", "names", "people", "words", "sounds", "weight", "is_open", "is_adult")

#: Alternatives, each a list of words that must all occur; the last word of an alternative may be a beginning.
Alternatives = Sequence[Sequence[str]]


class DatabaseBackend(ABC):
    """Base of the engines. They define `matching`."""

    @abstractmethod
    def matching(self, alternatives: Alternatives, columns: Sequence[str], *, last_is_prefix: bool) -> Any:
        """A condition on documents: they have all words of one of the alternatives in `columns`."""

    def nearest(self, word: str) -> list[str]:
        """Words of the vocabulary that `word` may have been meant to be, nearest first."""
        return nearest_words(word)

    def index(self, documents: Iterable[Document]) -> None:
        """Add or replace documents."""
        documents = list(documents)
        for start in range(0, len(documents), BATCH):
            self._index(documents[start : start + BATCH])

    @transaction.atomic
    def _index(self, documents: Sequence[Document]) -> None:
        held = {row[0]: row[1:] for row in _held(documents)}
        rows = [
            SearchDocument(title_id=item.title_id, **dict(zip(_COLUMNS, values, strict=True)))
            for item in documents
            if held.get(item.title_id) != (values := tuple(getattr(item, name) for name in _COLUMNS))
        ]  # what is there already is not written again: indexes are dear to change
        target = ["title"] if connection.features.supports_update_conflicts_with_target else None
        SearchDocument.objects.bulk_create(
            rows, update_conflicts=True, update_fields=list(_COLUMNS), unique_fields=target
        )
        words = sorted({word for item in documents for word in item.vocabulary})
        known = set(SearchWord.objects.filter(word__in=words).values_list("word", flat=True))
        fresh = [SearchWord(word=word) for word in words if word not in known]
        if fresh:
            SearchWord.objects.bulk_create(fresh, ignore_conflicts=True)
            transaction.on_commit(drop_vocabulary)

    def remove(self, title_ids: Iterable[int]) -> None:
        """Forget titles."""
        SearchDocument.objects.filter(title_id__in=list(title_ids)).delete()

    def refresh(self, title_ids: Sequence[int]) -> None:  # noqa: B027  a hook, as the next
        """Nothing to do where documents are searched in their own table."""

    def rebuild(self) -> None:  # noqa: B027  a hook: most engines have nothing to add
        """Nothing to do where the engine's index is part of the table."""

    def search(
        self, query: str, filters: TitleFilters, *, offset: int = 0, limit: int = 20, with_facets: bool = False
    ) -> SearchResult:
        """Published titles for `query`, see SearchBackend."""
        words = fold_words(query)[:MOST_WORDS]
        if not words:
            return SearchResult()
        ranked = self._as_written(words, filters.adult)
        near: list[tuple[int, Tier]] = []
        if all(tier > Tier.PEOPLE for _, tier in ranked):  # no name and no person fits as written
            near = self._near(words, {title_id for title_id, _ in ranked}, filters.adult)
        tolerant = bool(near) and not ranked
        ranked += near
        kept = ranked
        facets: Facets = {}
        if not filters.is_empty or with_facets:
            titles = Title.objects.filter(pk__in=[title_id for title_id, _ in ranked])
            if not filters.is_empty:
                left = set(filters.apply(titles).order_by().values_list("pk", flat=True))
                kept = [row for row in ranked if row[0] in left]
            if with_facets:
                facets = count_facets(titles, filters)
        page = tuple(Hit(title_id, tier) for title_id, tier in kept[offset : offset + limit])
        return SearchResult(hits=page, total=len(kept), tolerant=tolerant, facets=facets)

    def suggest(self, prefix: str, *, limit: int = 8) -> list[int]:
        """Ids of titles whose names begin like `prefix`, best first."""
        words = fold_words(prefix)[:MOST_WORDS]
        if not words:
            return []
        found = self._ranked(self.matching(_spellings(words), ("names",), last_is_prefix=True), words, most=20 * limit)
        return [title_id for title_id, _ in found[:limit]]

    def _as_written(self, words: Sequence[str], adult: bool) -> list[tuple[int, Tier]]:
        found = self.matching(_spellings(words), ("names", "people", "words"), last_is_prefix=True)
        return self._ranked(found, words, adult=adult)

    def _near(self, words: Sequence[str], known: set[int], adult: bool) -> list[tuple[int, Tier]]:
        """Titles for less than was asked, else those that sound like it, else for what it may have been meant to be."""
        for fewer in looser(words):
            if near := [row for row in self._as_written(fewer, adult) if row[1] <= Tier.PEOPLE and row[0] not in known]:
                return near
        words = without_year(words)
        sounds = [sound_key(word) for word in words]
        if min(map(len, sounds)) >= SHORTEST_SOUND:
            found = self._ranked(
                self.matching([sounds], ("sounds",), last_is_prefix=False), words, tier=Tier.SOUND, adult=adult
            )
            if near := [row for row in found if row[0] not in known]:
                return near
        corrected = self._corrected(words)
        if not corrected:
            return []
        found = self._ranked(
            self.matching(corrected, ("names", "people"), last_is_prefix=False), words, tier=Tier.TYPO, adult=adult
        )
        return [row for row in found if row[0] not in known]

    def _corrected(self, words: Sequence[str]) -> list[list[str]]:
        """The query with each word it gets wrong replaced, or with the blank that a word of it has lost."""
        if parted := self._parted(words):
            return parted
        choices = [[word] if word.isdigit() else self.nearest(word) or [word] for word in words]
        if all(choice == [word] for choice, word in zip(choices, words, strict=True)):
            return []
        first = [choice[0] for choice in choices]
        alternatives = [first]
        for index, choice in enumerate(choices):
            alternatives += [[*first[:index], other, *first[index + 1 :]] for other in choice[1:]]
        return alternatives

    def _parted(self, words: Sequence[str]) -> list[list[str]]:
        """The query with one word written as two that are known."""
        parts = {word: parts_of(word) for word in words}
        every = {part for pairs in parts.values() for pair in pairs for part in pair} | set(words)
        known = set(SearchWord.objects.filter(word__in=every).values_list("word", flat=True))
        return [
            [*words[:index], *pair, *words[index + 1 :]]
            for index, word in enumerate(words)
            if word not in known
            for pair in parts[word]
            if known.issuperset(pair)
        ]

    def _ranked(
        self,
        matching: Any,
        words: Sequence[str],
        *,
        tier: Tier | None = None,
        most: int = MOST_MATCHES,
        adult: bool = False,
    ) -> list[tuple[int, Tier]]:
        """Published titles among the matching ones with their tiers, best first."""
        squeezed = "".join(words)
        rows = (
            SearchDocument.objects.filter(matching, is_open=True, **({} if adult else {"is_adult": False}))
            .order_by(Case(When(prefix=squeezed, then=Value(0)), default=Value(1)), "-weight", "pk")
            .values_list("pk", "names", "people")
        )
        return tiers_of(list(rows[:most]), words, tier)


def tiers_of(
    rows: Sequence[tuple[int, str, str]], words: Sequence[str], tier: Tier | None = None
) -> list[tuple[int, Tier]]:
    """Ids with their tiers, from ids, names and people in the order of popularity; best first."""
    if tier is not None:
        return [(pk, tier) for pk, _, _ in rows]
    needles, squeezed = _needles(words), "".join(words)
    found = [(pk, _tier(needles, squeezed, names, people)) for pk, names, people in rows]
    rest = without_year(words)
    if rest != list(words):  # a year that stands in no name is the title's own: the rest says how well it fits
        needles, squeezed = _needles(rest), "".join(rest)
        found = [
            (pk, min(tier, _tier(needles, squeezed, names, people)))
            for (pk, tier), (_, names, people) in zip(found, rows, strict=True)
        ]
    return sorted(found, key=lambda row: row[1])  # stable: popularity decides within a tier


def _spellings(words: Sequence[str]) -> list[list[str]]:
    """The words as they stand, and with neighbours written as one where that leaves a single word."""
    whole = joined_pairs(words) if len(words) == 2 else []
    return [list(words), *([word] for word in whole)]


def _held(documents: Sequence[Document]) -> Any:
    ids = [item.title_id for item in documents]
    return SearchDocument.objects.filter(pk__in=ids).order_by().values_list("pk", *_COLUMNS)


def _needles(words: Sequence[str]) -> list[str]:
    """How the words stand in a document's text; the last may be a beginning."""
    return [*(f" {word} " for word in words[:-1]), f" {words[-1]}"]


def _tier(needles: Sequence[str], squeezed: str, names: str, people: str) -> Tier:
    flat = names.replace(" ", "")
    if squeezed in flat:  # most documents are done with by this
        lines = flat.split("\n")
        if squeezed in lines:
            return Tier.EXACT
        # The last line holds neighbouring words written as one, from the middle of names too: nothing begins with it.
        if any(line.startswith(squeezed) for line in lines[:-1]):
            return Tier.PREFIX
    if all(needle in names for needle in needles):
        return Tier.NAMES
    if f" {squeezed}" in people or all(needle in names or needle in people for needle in needles):
        return Tier.PEOPLE
    return Tier.WORDS
