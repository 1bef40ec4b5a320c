"""Breaking a title into lines and finding its size."""

from __future__ import annotations

import re
from dataclasses import dataclass

from catalog.posters.scripts import clusters, extents, text_width


@dataclass(frozen=True)
class Setting:
    """A text set in lines at one size, in units of the sheet."""

    lines: tuple[str, ...]
    size: float

    @property
    def leading(self) -> float:
        """From baseline to baseline."""
        return self.size * max(0.97, sum(extents(" ".join(self.lines))) * 0.97)

    @property
    def first(self) -> float:
        """From the top to the first baseline."""
        return self.size * extents(self.lines[0])[0]

    @property
    def height(self) -> float:
        """From the top of the first line to the foot of the last."""
        return self.first + self.leading * (len(self.lines) - 1) + self.size * extents(self.lines[-1])[1]


def _break_word(word: str, limit: float) -> list[str]:
    """`word` in pieces of at most `limit` em, broken between clusters."""
    pieces: list[str] = []
    while text_width(word) > limit:
        head = ""
        for cluster in clusters(word):
            if head and text_width(head + cluster) > limit:
                break
            head += cluster
        if head == word:
            break
        pieces.append(head)
        word = word[len(head) :]
    return [*pieces, word]


def wrap(text: str, limit: float) -> list[str]:
    """Break into lines of at most `limit` em, as few as possible and as even as possible."""
    words = [piece for word in text.split(" ") for piece in _break_word(word, limit)]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(words) + 1):
        options: list[tuple[float, int]] = []
        for start in range(end - 1, -1, -1):
            width = text_width(" ".join(words[start:end]))
            if width > limit and options:
                break
            slack = (limit - width) / limit
            options.append((best[start][0] + 1 + slack * slack, start))
        best.append(min(options))
    lines: list[str] = []
    end = len(words)
    while end:
        start = best[end][1]
        lines.insert(0, " ".join(words[start:end]))
        end = start
    return lines


def fit(text: str, *, measure: float, largest: float, smallest: float, max_height: float) -> Setting:
    """The largest setting of `text` that stays inside `measure` x `max_height`; an ellipsis is the last resort."""
    size, longest = largest, max(text_width(word) for word in text.split())
    while size > smallest:
        setting = Setting(tuple(wrap(text, measure / size)), size)
        if setting.height <= max_height and longest * size <= measure:
            return setting
        size = max(smallest, size * 0.96)
    lines = wrap(text, measure / size)
    kept = list(lines)
    while len(kept) > 1 and Setting(tuple(kept), size).height > max_height:
        kept.pop()
    if len(kept) < len(lines):
        while text_width(kept[-1] + "…") * size > measure:
            kept[-1] = "".join(clusters(kept[-1])[:-1])
        kept[-1] = kept[-1].rstrip(" :,–-") + "…"
    return Setting(tuple(kept), size)


def split_title(title: str) -> tuple[str, str]:
    """Head and subtitle: "Dune: Part Two" is set as a large "Dune" over a small "Part Two"."""
    match = re.match(r"(.{2,24})(?:(?<! or):\s+|\s+[–—-]\s+|\s+(?=or:\s))(.{6,})$", title)
    return (match[1], match[2]) if match and " " in match[2] else (title, "")


def shorten_name(name: str, limit: float) -> str:
    """`name` in at most `limit` em of the small face: whole, the first of several, with initials, at last cut."""
    first = name.split(",", maxsplit=1)[0].strip()
    given, family = first.split()[:-1], first.split()[-1:]
    initials = " ".join([*(part[0] + "." for part in given if part[0].isupper()), *family])
    for option in (name, f"{first} et al." if first != name else first, first, initials):
        if text_width(option) * 0.9 <= limit:
            return option
    while text_width(first) * 0.9 > limit - 1:
        first = first[:-1]
    return first.rstrip() + "…"
