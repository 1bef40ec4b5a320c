"""Words and sentences of any script, and features hashed from them: no word list of any language is needed."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, TypeAlias
from zlib import crc32

import numpy as np
from scipy.sparse import csr_matrix

from recommender.dataset.types import DoubleArray

BUCKETS = 1 << 17
CHAR_GRAMS = range(2, 6)
LONGEST_WORD = 30

SparseRows: TypeAlias = Any  # a csr_matrix; scipy brings no types
Span: TypeAlias = tuple[int, int]

# Letters with the marks that belong to them. The danda and its double stand among the Indic marks and end sentences.
_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u0900-\u0963\u0966-\u0dff\u200c\u200d'’])+")
_END = re.compile(r"[.!?…।॥۔؟]+[\"'”’»)\]]*(?=\s|$)|[。！？]+[」』”]*|\n+")
_INITIAL = re.compile(r"(?:^|[\s.])([^\W\d_])$")


def words_of(text: str) -> list[str]:
    """The words of a text, in one case and one composition."""
    return [word.strip("'’") for word in _WORD.findall(unicodedata.normalize("NFC", text).casefold())]


def sentence_spans(text: str) -> list[Span]:
    """Where each sentence begins and ends, without blanks around it. Initials ("S. S. Rajamouli") end none."""
    spans, start = [], 0
    for match in _END.finditer(text):
        before = _INITIAL.search(text[max(0, match.start() - 2) : match.start()])
        if match.group() == "." and before is not None and before[1].isupper():
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    return [trimmed for span in spans if (trimmed := _trim(text, span)) is not None]


def _trim(text: str, span: Span) -> Span | None:
    piece = text[span[0] : span[1]]
    start = span[0] + len(piece) - len(piece.lstrip())
    end = start + len(piece.strip())
    return (start, end) if _WORD.search(piece) else None


def bucket_of(gram: str) -> int:
    """The column of a feature: the same in every process and on every machine."""
    return crc32(gram.encode()) % BUCKETS


def word_grams(words: Sequence[str]) -> list[str]:
    """Single words and pairs of neighbours."""
    return [*words, *(f"{first} {second}" for first, second in pairwise(words))]


@lru_cache(maxsize=100_000)
def _inside(word: str) -> tuple[int, ...]:
    padded = f" {word[:LONGEST_WORD]} "
    return tuple(
        bucket_of("#" + padded[at : at + size]) for size in CHAR_GRAMS for at in range(max(0, len(padded) - size + 1))
    )


def features_of(text: str) -> Counter[int]:
    """How often each column occurs: words, pairs of words, and runs of 2 to 5 characters within a word."""
    words = words_of(text)
    found = Counter(bucket_of(gram) for gram in word_grams(words))
    for word in words:
        found.update(_inside(word))
    return found


def count_rows(texts: Iterable[str]) -> SparseRows:
    """float64[texts, BUCKETS], sparse: log-damped counts of features."""
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    for text in texts:
        found = features_of(text)
        columns += found.keys()
        values += found.values()
        ends.append(len(columns))
    data = 1.0 + np.log(np.asarray(values, dtype=np.float64)) if values else np.zeros(0)
    return csr_matrix((data, np.asarray(columns, dtype=np.int32), ends), shape=(len(ends) - 1, BUCKETS))


def document_counts(rows: SparseRows) -> DoubleArray:
    """In how many rows each column occurs."""
    return np.bincount(rows.indices, minlength=rows.shape[1]).astype(np.float64)


def rarity(documents: DoubleArray, n_documents: int) -> DoubleArray:
    """Inverse document frequency, smoothed, so that what was never seen is rarest and still finite."""
    return np.asarray(np.log((1.0 + n_documents) / (1.0 + documents)) + 1.0, dtype=np.float64)


def weigh(rows: SparseRows, idf: DoubleArray) -> SparseRows:
    """Rows times rarity, each of length 1; an empty text stays empty."""
    weighed = rows.multiply(idf[np.newaxis, :]).tocsr()
    lengths = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    scale = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return weighed.multiply(scale[:, np.newaxis]).tocsr()
