"""A summary made of members' own sentences: central, unlike each other, and balanced as the opinions are.

Central means near to what others wrote: power iteration over the cosines of sentences (LexRank, Erkan and Radev 2004).
Each next sentence is weighed against those chosen before (MMR, Carbonell and Goldstein 1998). No word is ever changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from recommender.dataset.types import DoubleArray
from recommender.enrichment.shares import Shares, polarity
from recommender.enrichment.text import count_rows, document_counts, rarity, sentence_spans, weigh, words_of

SHOWN = 4
KEPT = 8  # those beyond SHOWN stand in for what a reader may not see
LEAST_REVIEWS = 3
MOST_SENTENCES = 400
SHORTEST, LONGEST = 20, 280  # characters
LEAST_WORDS = 4
LEAST_DENSE = 12  # characters of a script that writes no blanks
NEAR, TWIN = 0.05, 0.6  # cosines: below the one sentences are no neighbours, from the other on they are the same
DAMPING, ROUNDS = 0.85, 60
RELEVANCE = 0.7
LEAST_SHARE = 0.15  # from this share on, praise or criticism has at least one voice


@dataclass(frozen=True, slots=True)
class Voice:
    """A review that may be quoted: whose it is, what it says, and how likely it is positive (None: not known)."""

    review_id: int
    author_id: int
    text: str
    chance: float | None


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a review, by its place in it; `digest` tells whether it still stands there."""

    review_id: int
    start: int
    end: int
    polarity: str
    digest: str


@dataclass(frozen=True, slots=True)
class _Sentence:
    voice: Voice
    start: int
    end: int
    polarity: str

    @property
    def text(self) -> str:
        return self.voice.text[self.start : self.end]


def summarise(voices: Sequence[Voice], shares: Shares) -> list[Quote]:
    """Up to KEPT sentences, the first SHOWN of them balanced; none where fewer than LEAST_REVIEWS can be quoted."""
    sentences = [
        _Sentence(voice, start, end, "neutral" if voice.chance is None else polarity(voice.chance))
        for voice in voices
        for start, end in sentence_spans(voice.text)
        if _is_usable(voice.text[start:end])
    ]
    if len({sentence.voice.author_id for sentence in sentences}) < LEAST_REVIEWS:
        return []
    sentences = sentences[:MOST_SENTENCES]
    rows = count_rows(sentence.text for sentence in sentences)
    rows = rows[:, np.unique(rows.indices)]  # of all columns few are used, and all would be weighed
    vectors = weigh(rows, rarity(document_counts(rows), len(sentences)))
    likeness = np.asarray((vectors @ vectors.T).todense(), dtype=np.float64)
    chosen = _choose(sentences, likeness, _quotas(shares))
    return [
        Quote(one.voice.review_id, one.start, one.end, one.polarity, digest_of(one.text))
        for one in (sentences[at] for at in chosen)
    ]


def digest_of(text: str) -> str:
    """Enough of a hash to know a sentence again, and too little to read it from."""
    return blake2b(text.encode(errors="surrogatepass"), digest_size=8).hexdigest()


def _is_usable(text: str) -> bool:
    if not SHORTEST <= len(text) <= LONGEST:
        return len(text) >= LEAST_DENSE and len(text) <= LONGEST and " " not in text and not text.isascii()
    return "http" not in text and "@" not in text and (len(words_of(text)) >= LEAST_WORDS or not text.isascii())


def central(likeness: DoubleArray) -> DoubleArray:
    """How near each sentence is to all others, summing to 1."""
    size = likeness.shape[0]
    near = np.where(likeness >= NEAR, likeness, 0.0)
    np.fill_diagonal(near, 1.0)
    steps = near / near.sum(axis=1, keepdims=True)
    rank = np.full(size, 1.0 / size)
    for _ in range(ROUNDS):
        rank = (1 - DAMPING) / size + DAMPING * (rank @ steps)
    return np.asarray(rank / rank.sum(), dtype=np.float64)


def _quotas(shares: Shares) -> dict[str, int]:
    """How many of the shown sentences may praise, weigh and criticise."""
    wanted = {"positive": shares.positive, "neutral": shares.neutral, "negative": shares.negative}
    if not shares.count:
        return dict.fromkeys(wanted, SHOWN)
    exact = {name: share * SHOWN for name, share in wanted.items()}
    least = {"positive": 1, "neutral": 0, "negative": 1}
    quotas = {name: max(int(exact[name]), least[name] if wanted[name] >= LEAST_SHARE else 0) for name in wanted}
    by_rest = sorted(wanted, key=lambda name: (quotas[name] - exact[name], name))
    for name in by_rest[: max(0, SHOWN - sum(quotas.values()))]:
        quotas[name] += 1
    return quotas


def _choose(sentences: Sequence[_Sentence], likeness: DoubleArray, quotas: dict[str, int]) -> list[int]:
    rank = central(likeness)
    rank = rank / rank.max()
    chosen: list[int] = []
    authors: set[int] = set()
    left = dict(quotas)
    while len(chosen) < KEPT:
        nearest = likeness[:, chosen].max(axis=1) if chosen else np.zeros(len(sentences))
        free = [at for at, one in enumerate(sentences) if one.voice.author_id not in authors and nearest[at] < TWIN]
        wanted = [at for at in free if left[sentences[at].polarity] > 0] if len(chosen) < SHOWN else free
        if not (wanted := wanted or free):
            break
        best = max(wanted, key=lambda at: (RELEVANCE * rank[at] - (1 - RELEVANCE) * nearest[at], -at))
        chosen.append(best)
        authors.add(sentences[best].voice.author_id)
        left[sentences[best].polarity] -= 1
    return chosen
