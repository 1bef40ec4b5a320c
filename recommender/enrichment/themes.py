"""What reviews of one title speak of more than reviews of others do.

Log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008): the words of all reviews are the prior,
so that a rare word said twice does not beat a common one said often. Words that a large part of all reviews hold are
stop words, in whatever language; nothing tells nouns from verbs, so a theme is what is said, not always a thing.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from recommender.dataset.types import FloatArray
from recommender.enrichment.shares import polarity
from recommender.enrichment.text import BUCKETS, bucket_of, sentence_spans, word_grams, words_of

MOST = 8
LEAST_AUTHORS = 2  # what one member alone wrote is theirs, not the title's
SURE = 1.96
PRIOR = 500.0  # words of all reviews that count like words of this title's
STOP_SHARE = 0.05
LEAST_LETTERS = 3


@dataclass(frozen=True, eq=False)
class Background:
    """How all reviews speak, by column of `bucket_of`.

    counts, documents: float32[BUCKETS], how often and in how many reviews; moods: float32[moods, BUCKETS], the summed
    moods of the titles that were spoken of.
    """

    counts: FloatArray
    documents: FloatArray
    moods: FloatArray
    n_documents: int

    @cached_property
    def total(self) -> float:
        """How many words and pairs there are in all."""
        return float(self.counts.sum())

    def is_stop(self, word: str) -> bool:
        """Whether a large part of all reviews holds a word."""
        return bool(self.documents[bucket_of(word)] > max(2.0, STOP_SHARE * self.n_documents))


@dataclass(frozen=True, slots=True)
class Spoken:
    """A review as themes see it."""

    author_id: int
    text: str
    chance: float | None


@dataclass(frozen=True, slots=True)
class Tag:
    """A keyword or genre of the catalog, with its names in all languages that it has some in."""

    kind: str
    slug: str
    label: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """Something said: by how many reviews, which share of them, how many of those positive, and how surely."""

    label: str
    kind: str
    slug: str
    reviews: int
    share: float
    positive: float | None
    strength: float


def grams_of(text: str) -> list[str]:
    """Words and pairs of words, never across the end of a sentence."""
    return [gram for start, end in sentence_spans(text) for gram in word_grams(words_of(text[start:end]))]


def learn_background(texts: Sequence[str], moods: FloatArray) -> Background:
    """Count all reviews; `moods` is float32[texts, moods], what each text's title feels like."""
    counts, documents = np.zeros(BUCKETS, dtype=np.float32), np.zeros(BUCKETS, dtype=np.float32)
    sums = np.zeros((moods.shape[1], BUCKETS), dtype=np.float32)
    for text, mood in zip(texts, moods, strict=True):
        found = Counter(bucket_of(gram) for gram in grams_of(text))
        columns = np.fromiter(found, dtype=np.int64, count=len(found))
        counts[columns] += np.fromiter(found.values(), dtype=np.float32, count=len(found))
        documents[columns] += 1
        sums[:, columns] += mood[:, np.newaxis]
    return Background(counts, documents, sums, len(texts))


def find_themes(
    reviews: Sequence[Spoken], background: Background, *, tags: Sequence[Tag] = (), without: str = ""
) -> list[Theme]:
    """The most telling first, at most MOST; words of `without`, the title's own names, are none."""
    if not reviews:
        return []
    said = [_sentences(review.text) for review in reviews]
    totals = Counter(gram for sentences in said for grams in sentences.values() for gram in grams)
    size, own = float(sum(totals.values())), set(words_of(without))
    places: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for at, sentences in enumerate(said):
        for sentence, grams in sentences.items():
            for gram in grams:
                places[gram][at].add(sentence)
    found: dict[str, _Found] = {}
    for tag in tags:
        for name in sorted({" ".join(words_of(name)) for name in tag.names} & places.keys()):
            strength = log_odds(totals[name], size, background, name)
            if tag.slug not in found and (one := _found(tag, places[name], reviews, strength)) is not None:
                found[tag.slug] = one
    taken = {" ".join(words_of(name)) for tag in tags for name in tag.names}
    for gram, holding in places.items():
        if gram in taken or not _is_telling(gram, background, own) or _is_one_sentence(holding):
            continue
        strength = log_odds(totals[gram], size, background, gram)
        one = _found(Tag("words", "", gram, (gram,)), holding, reviews, strength) if strength >= SURE else None
        if one is not None:
            found[gram] = one
    return _without_parts(list(found.values()))[:MOST]


def log_odds(count: int, size: float, background: Background, gram: str) -> float:
    """How many deviations a gram is said more often here than elsewhere."""
    everywhere, total = float(background.counts[bucket_of(gram)]), background.total
    there, rest = max(0.0, everywhere - count), max(1.0, total - size)
    prior = PRIOR * max(everywhere, 0.5) / max(total, 1.0)
    here = math.log((count + prior) / max(size + PRIOR - count - prior, 1.0))
    other = math.log((there + prior) / max(rest + PRIOR - there - prior, 1.0))
    return (here - other) / math.sqrt(1.0 / (count + prior) + 1.0 / (there + prior))


def _sentences(text: str) -> dict[str, list[str]]:
    """The words and pairs of each sentence, by the sentence's words."""
    found: dict[str, list[str]] = {}
    for start, end in sentence_spans(text):
        words = words_of(text[start:end])
        found[" ".join(words)] = word_grams(words)
    return found


def _is_one_sentence(holding: Mapping[int, set[str]]) -> bool:
    """Whether it is always the same sentence that holds a gram: a phrase that is repeated is no theme."""
    return len(set().union(*holding.values())) < LEAST_AUTHORS


def _is_telling(gram: str, background: Background, own: set[str]) -> bool:
    words = gram.split()
    if any(background.is_stop(word) for word in (words[0], words[-1])) or own.intersection(words):
        return False
    return all(len(word) >= LEAST_LETTERS or not word.isascii() for word in words) and not gram.isdecimal()


@dataclass(frozen=True, slots=True)
class _Found:
    theme: Theme
    reviews: frozenset[int]


def _found(tag: Tag, holding: Collection[int], reviews: Sequence[Spoken], strength: float) -> _Found | None:
    if len({reviews[at].author_id for at in holding}) < LEAST_AUTHORS:
        return None
    named = [polarity(chance) for at in holding if (chance := reviews[at].chance) is not None]
    positive = round(named.count("positive") / len(named), 4) if named else None
    share = round(len(holding) / len(reviews), 4)
    theme = Theme(tag.label, tag.kind, tag.slug, len(holding), share, positive, round(strength, 2))
    return _Found(theme, frozenset(holding))


def _without_parts(found: Sequence[_Found]) -> list[Theme]:
    """Most telling first; of words that the very same reviews hold only the longest, or the most telling of those."""
    ranked = sorted(found, key=lambda one: (-one.theme.label.count(" "), -one.theme.strength, one.theme.label))
    kept: list[_Found] = []
    for one in ranked:
        same = any(one.reviews == other.reviews for other in kept)
        part = any(set(one.theme.label.split()) < set(other.theme.label.split()) for other in kept)
        if one.theme.kind != "words" or not (same or part):
            kept.append(one)
    return sorted((one.theme for one in kept), key=lambda theme: (-theme.strength, theme.label))
