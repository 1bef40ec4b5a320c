"""What reviews of one title speak of more than reviews of others do.

Log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008): the words of all reviews are the prior,
so that a rare word said twice does not beat a common one said often. Words that a large part of all reviews hold are
stop words, in whatever language; nothing tells nouns from verbs, so a theme is what is said, not always a thing.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
    grams = [Counter(grams_of(review.text)) for review in reviews]
    totals: Counter[str] = sum(grams, Counter())
    size = float(sum(totals.values()))
    own = set(words_of(without))
    found: dict[str, Theme] = {}
    for tag in tags:
        names = {" ".join(words_of(name)) for name in tag.names} - {""}
        holding = [at for at, gram in enumerate(grams) if any(_holds(gram, reviews[at].text, name) for name in names)]
        if (theme := _theme(tag.label, tag.kind, tag.slug, holding, reviews, math.inf)) is not None:
            found.update(dict.fromkeys(names, theme))
    holders: dict[str, list[int]] = defaultdict(list)
    for at, gram in enumerate(grams):
        for text in gram:
            holders[text].append(at)
    for text, holding in holders.items():
        if text in found or not _is_telling(text, background, own):
            continue
        strength = log_odds(totals[text], size, background, text)
        if strength >= SURE and (theme := _theme(text, "words", "", holding, reviews, strength)) is not None:
            found[text] = theme
    return _without_parts(found)[:MOST]


def log_odds(count: int, size: float, background: Background, gram: str) -> float:
    """How many deviations a gram is said more often here than elsewhere."""
    everywhere, total = float(background.counts[bucket_of(gram)]), float(background.counts.sum())
    there, rest = max(0.0, everywhere - count), max(1.0, total - size)
    prior = PRIOR * max(everywhere, 0.5) / max(total, 1.0)
    here = math.log((count + prior) / max(size + PRIOR - count - prior, 1.0))
    other = math.log((there + prior) / max(rest + PRIOR - there - prior, 1.0))
    return (here - other) / math.sqrt(1.0 / (count + prior) + 1.0 / (there + prior))


def _holds(grams: Mapping[str, int], text: str, name: str) -> bool:
    return name in grams or (name.count(" ") > 1 and f" {name} " in f" {' '.join(words_of(text))} ")


def _is_telling(gram: str, background: Background, own: set[str]) -> bool:
    words = gram.split()
    if any(background.is_stop(word) for word in (words[0], words[-1])) or own.intersection(words):
        return False
    return all(len(word) >= LEAST_LETTERS or not word.isascii() for word in words) and not gram.isdecimal()


def _theme(
    label: str, kind: str, slug: str, holding: Sequence[int], reviews: Sequence[Spoken], strength: float
) -> Theme | None:
    if len({reviews[at].author_id for at in holding}) < LEAST_AUTHORS:
        return None
    named = [polarity(chance) for at in holding if (chance := reviews[at].chance) is not None]
    positive = named.count("positive") / len(named) if named else None
    return Theme(label, kind, slug, len(holding), len(holding) / len(reviews), positive, min(strength, 99.0))


def _without_parts(found: Mapping[str, Theme]) -> list[Theme]:
    """Most telling first; a word that only occurs inside a pair that is a theme itself says nothing more."""
    ranked = sorted(found.items(), key=lambda item: (-item[1].strength, -item[1].reviews, -len(item[0]), item[0]))
    pairs = [(text.split(), theme.reviews) for text, theme in ranked if " " in text]
    kept: dict[Theme, None] = {}
    for text, theme in ranked:
        inside = any(text in words and theme.reviews <= reviews for words, reviews in pairs) and " " not in text
        if theme.kind != "words" or not inside:
            kept.setdefault(theme)
    return list(kept)
