"""From titles to the text that is searched."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from catalog.dedup.normalise import sort_title
from catalog.enums import TitleStatus
from catalog.models import Credit, Title, TitleName
from catalog.search.base import Document
from catalog.search.folding import fold_words, joined_pairs, sound_key
from catalog.search.wording import other_numbers
from moviesite.common.vocabulary import english_name

LONGEST_JOINED = 4  # names of more words are not written as one


def build_documents(title_ids: Sequence[int]) -> list[Document]:
    """Documents of the titles that exist, whatever their status: what may be seen is decided when searching."""
    titles = (
        Title.objects.filter(pk__in=title_ids)
        .order_by("pk")
        .values_list("pk", "title", "original_title", "status", "is_adult", "stats__rating_count", "language", "year")
    )
    names = _gather(TitleName.objects.filter(title_id__in=title_ids), "name")
    people = _gather(Credit.objects.filter(title_id__in=title_ids), "person__name")
    words = _gather(Title.keywords.through.objects.filter(title_id__in=title_ids), "keyword__name")
    for title_id, genres in _gather(Title.genres.through.objects.filter(title_id__in=title_ids), "genre__name").items():
        words[title_id] = genres + words[title_id]
    return [
        replace(
            make_document(
                pk, [title, original, *names[pk]], people[pk], [*words[pk], english_name(language), str(year or "")]
            ),
            weight=weight_of(count),
            is_open=status == TitleStatus.PUBLISHED,
            is_adult=is_adult,
        )
        for pk, title, original, status, is_adult, count, language, year in titles
    ]


def weight_of(rating_count: int | None) -> int:
    """How well known a title is: a tenth more ratings are about a dozen more."""
    return round(100 * math.log2(1 + (rating_count or 0)))


def _gather(rows: object, column: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for title_id, value in rows.order_by("id").values_list("title_id", column):  # type: ignore[attr-defined]
        found[title_id].append(value)
    return found


def make_document(title_id: int, names: Sequence[str], people: Iterable[str], words: Iterable[str]) -> Document:
    """A document; the first of `names` is the one that is shown."""
    name_lines = _name_lines([*names, sort_title(names[0])])
    person_lines = _lines(dict.fromkeys(people))
    short = [line for line in name_lines if len(line) <= LONGEST_JOINED]
    pairs = {pair for line in short for pair in (*joined_pairs(line), *joined_pairs(["".join(line[:-1]), line[-1]]))}
    vocabulary = frozenset(word for line in (*name_lines, *person_lines) for word in line)
    sounds = dict.fromkeys(
        sound for line in (*name_lines, *person_lines) for word in line if (sound := sound_key(word))
    )
    return Document(
        title_id=title_id,
        prefix="".join(name_lines[0])[:255] if name_lines else "",
        names=f"{_text(map(' '.join, name_lines))}\n {' '.join(sorted(pairs))} ",  # the last line even if it is empty
        people=_text(map(" ".join, person_lines)),
        words=_text(dict.fromkeys(word for line in _lines(words) for word in line)),
        sounds=_text(sounds),
        vocabulary=vocabulary,
    )


def _lines(names: Iterable[str]) -> list[list[str]]:
    """Each name's folded words, every folded form once."""
    forms = dict.fromkeys(tuple(fold_words(name)) for name in names)
    return [list(form) for form in forms if form]


def _name_lines(names: Sequence[str]) -> list[list[str]]:
    """The lines of a title's names, and those with numbers written the other way."""
    lines = _lines(names)
    return [*lines, *(other for line in lines if (other := other_numbers(line)) and other not in lines)]


def _text(parts: Iterable[str]) -> str:
    """One part per line with blanks around every word; "" without any."""
    lines = [part for part in parts if part]
    return " " + " \n ".join(lines) + " " if lines else ""
