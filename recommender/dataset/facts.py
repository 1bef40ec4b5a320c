"""What is known of titles and members besides ratings: the side information of content-based models."""

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from scipy.sparse import csr_matrix

from recommender.dataset.types import BoolArray, CsrMatrix, FloatArray, IntArray

UNKNOWN = 0
LONGEST_CODE = 7


class TagKind(IntEnum):
    """What a tag says of its titles."""

    GENRE = 0
    PERSON = 1
    KEYWORD = 2
    COUNTRY = 3
    DECADE = 4


def code_number(code: str) -> int:
    """A language or country code as a number above 0, so that models keep plain arrays; "" is UNKNOWN.

    ValueError for a code that is not ASCII or longer than seven characters.
    """
    raw = code.encode("ascii", errors="strict") if code.isascii() else b""
    if len(raw) > LONGEST_CODE or (code and not raw):
        raise ValueError(f"{code!r} is no code")
    return int.from_bytes(raw, "big")


def code_text(number: int) -> str:
    """The code that ``code_number`` made the number of."""
    return int(number).to_bytes(LONGEST_CODE, "big").lstrip(b"\0").decode("ascii")


@dataclass(frozen=True)
class About:
    """What a member said of themselves: languages they want to watch and the country they live in, as code numbers."""

    languages: tuple[int, ...] = ()
    region: int = UNKNOWN

    @classmethod
    def of(cls, languages: tuple[str, ...] | list[str] = (), region: str = "") -> "About":
        """From ISO codes."""
        return cls(tuple(code_number(code) for code in languages), code_number(region))


@dataclass(frozen=True, eq=False)
class TitleFacts:
    """Facts that models may learn from, one row per item.

    languages: int64[n], code numbers of the original language, UNKNOWN where nobody says
    tags: CSR float32[n, t] of ones; kinds: int64[t], a TagKind per column
    moods: float32[n, m], shares by mood that sum to 1, or zeros
    texts: n strings, overview and names, "" where there are none
    """

    languages: IntArray
    tags: CsrMatrix
    kinds: IntArray
    moods: FloatArray
    texts: tuple[str, ...] = field(repr=False)

    def __post_init__(self) -> None:
        n = self.languages.size
        if self.tags.shape != (n, self.kinds.size) or self.moods.shape[0] != n or len(self.texts) != n:
            raise ValueError("languages, tags, moods and texts must describe the same titles")

    @classmethod
    def nothing(cls, n: int) -> "TitleFacts":
        """n titles about which nothing is known."""
        none = np.zeros(0, dtype=np.int64)
        tags = csr_matrix((n, 0), dtype=np.float32)
        return cls(np.zeros(n, dtype=np.int64), tags, none, np.zeros((n, 0), dtype=np.float32), ("",) * n)

    def of_kind(self, kind: TagKind) -> CsrMatrix:
        """The columns of one kind, CSR float32[n, ...]."""
        return self.tags[:, np.flatnonzero(self.kinds == kind)]

    def subset(self, keep: IntArray | BoolArray) -> "TitleFacts":
        """The titles at these positions, in this order; every tag stays."""
        at = np.flatnonzero(keep) if keep.dtype == np.bool_ else keep
        texts = tuple(self.texts[int(position)] for position in at)
        return TitleFacts(self.languages[at], self.tags[at], self.kinds, self.moods[at], texts)
