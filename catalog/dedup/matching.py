"""Whether two descriptions mean one title: a score from 0 to 1, and the reasons it is made of.

Ids decide where both sides have one of a name space. Otherwise names must agree, and the rest speaks for or against:
years (services disagree on premieres by one), who made it, who plays in it, its length, language and country. What one
side does not say counts for nothing. Remakes carry the name of what they remake, in another language, and a film and a
series may share both name and year: neither is ever made one with the other without a curator.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from catalog.search.folding import fold_words, sound_key

MERGE = 0.85  # from here on two are taken for one without asking
DESK = 0.6  # from here on a curator is asked
MARGIN = 0.1  # by so much the best of several must be better than the next

Reason = tuple[str, float]
#: Name spaces in which one title may have two ids: their catalogs hold some films twice.
_LOOSE = frozenset({"movielens", "letterboxd"})
_ARTICLES = r"the|an?|le|la|les|l'|der|die|das|el|los|las|il|lo|gli|un|une|den|det|en|ett|o|os|as"
_ARTICLE_LAST = re.compile(rf"^(?P<name>.+?),\s*(?P<article>{_ARTICLES})$", re.IGNORECASE)
_ARTICLE_FIRST = re.compile(rf"^(?:{_ARTICLES})(?:\s+|(?<='))(?=\S)", re.IGNORECASE)
_YEAR_LAST = re.compile(r"\s*\((?P<year>\d{4})(?:\s*[-–]\s*(?:\d{4})?)?\)\s*$")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_AKA = re.compile(r"^\s*a\.?k\.?a\.?\s+", re.IGNORECASE)
_PART = re.compile(r"\b(?:part|chapter|vol(?:ume)?|pt)\b\.?\s*(?=[\divx]+\b)", re.IGNORECASE)
_SUBTITLE = re.compile(r"\s*:\s*|\s+[-–—]\s+")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is compared. `ids` are (name space, id); people are folded names; `kind` is "movie" or "tv"."""

    names: frozenset[str]
    kind: str = "movie"
    year: int | None = None
    runtime: int | None = None
    language: str = ""
    countries: frozenset[str] = frozenset()
    genres: frozenset[str] = frozenset()
    makers: frozenset[str] = frozenset()
    cast: frozenset[str] = frozenset()
    ids: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Verdict:
    """How likely two are one title, and why: names of reasons with the points each gave."""

    score: float
    reasons: tuple[Reason, ...]


def split_year(name: str) -> tuple[str, int | None]:
    """A name written with its year behind it, as "Matrix, The (1999)", and the year."""
    found = _YEAR_LAST.search(name)
    return (name[: found.start()], int(found["year"])) if found and found.start() else (name, None)


def spellings(name: str) -> list[str]:
    """The ways in which a name may be meant: its article in front, without it, and what stands in brackets."""
    name, _ = split_year(name.strip())
    parts = [_BRACKETS.sub(" ", name).strip() or name]
    parts += [inner for text in _BRACKETS.findall(name) if (inner := _AKA.sub("", text).strip())]
    found: dict[str, None] = {}
    for part in parts:
        last = _ARTICLE_LAST.match(part)
        whole = f"{last['article']} {last['name']}" if last else part
        for form in (whole, _ARTICLE_FIRST.sub("", whole)):
            found |= {form: None, _PART.sub("", form): None}
    return [form for form in found if form]


def name_keys(names: Iterable[str]) -> frozenset[str]:
    """Every spelling of every name, folded and without blanks: what is equal in two titles of one name."""
    return frozenset(key for name in names for form in spellings(name) if (key := _key(form)))


@lru_cache(maxsize=65_536)
def _key(form: str) -> str:
    return "".join(fold_words(form))


def people_keys(names: Iterable[str]) -> frozenset[str]:
    """Names of people, folded as those of titles are."""
    return frozenset(key for name in names if (key := _key(name)))


def beginnings(names: Iterable[str]) -> frozenset[str]:
    """The folded first parts of names with a subtitle: one of two sources may leave that away."""
    return frozenset(
        key
        for name in names
        if len(parts := _SUBTITLE.split(split_year(name)[0], maxsplit=1)) == 2
        for key in name_keys(parts[:1])
    )


def compare(left: Facts, right: Facts) -> Verdict:
    """How likely the two are one title."""
    shared = left.ids & right.ids
    against = _conflicts(left, right)
    if shared:
        space, value = min(shared)
        reasons: list[Reason] = [(f"id {space}:{value}", 1.0)]
        if against:  # one of the two catalogs is wrong, and nobody here can say which
            return Verdict(0.8, (*reasons, (f"other id in {against[0]}", -0.2)))
        return Verdict(1.0, tuple(reasons))
    if against:
        return Verdict(0.0, ((f"other id in {against[0]}", -1.0),))
    name = _name(left.names, right.names)
    if name is None:
        return Verdict(0.0, ())
    reasons = [name]
    for judge in (_kind, _year, _makers, _cast, _runtime, _language, _countries, _genres):
        reasons += judge(left, right)
    score = sum(points for _, points in reasons)
    if left.kind != right.kind or (left.language and right.language and left.language != right.language):
        score = min(score, MERGE - 0.05)
    return Verdict(round(min(1.0, max(0.0, score)), 3), tuple(reasons))


def _conflicts(left: Facts, right: Facts) -> list[str]:
    """Name spaces in which both have ids, and none in common."""
    ours = {space for space, _ in left.ids} - {space for space, _ in left.ids & right.ids}
    return sorted((ours & {space for space, _ in right.ids}) - _LOOSE)


def _name(left: frozenset[str], right: frozenset[str]) -> Reason | None:
    if left & right:
        return ("name", 0.55)
    sounds = {sound_key(name) for name in left if len(name) > 5} & {sound_key(name) for name in right if len(name) > 5}
    return ("name by its sound", 0.4) if any(len(sound) > 3 for sound in sounds) else None


def _kind(left: Facts, right: Facts) -> list[Reason]:
    return [("kind", 0.05)] if left.kind == right.kind else [("film and series", -0.3)]


def _year(left: Facts, right: Facts) -> list[Reason]:
    if left.year is None or right.year is None:
        return []
    apart = abs(left.year - right.year)
    points = {0: 0.3, 1: 0.15, 2: -0.05}.get(apart, -0.5)
    return [("year", points) if not apart else (f"{apart} years apart" if apart > 1 else "a year apart", points)]


def _makers(left: Facts, right: Facts) -> list[Reason]:
    if not left.makers or not right.makers:
        return []
    return [("director", 0.25)] if left.makers & right.makers else [("other director", -0.4)]


def _cast(left: Facts, right: Facts) -> list[Reason]:
    shared = len(left.cast & right.cast)
    if shared:
        return [("cast", 0.15 if shared > 1 else 0.1)]
    return [("other cast", -0.2)] if min(len(left.cast), len(right.cast)) > 2 else []


def _runtime(left: Facts, right: Facts) -> list[Reason]:
    if not left.runtime or not right.runtime or "tv" in {left.kind, right.kind}:
        return []
    apart = abs(left.runtime - right.runtime)
    if apart <= 5:
        return [("length", 0.05)]
    return [("other length", -0.15)] if apart > max(left.runtime, right.runtime) / 4 else []


def _language(left: Facts, right: Facts) -> list[Reason]:
    if not left.language or not right.language:
        return []
    return [("language", 0.05)] if left.language == right.language else [("other language", -0.3)]


def _countries(left: Facts, right: Facts) -> list[Reason]:
    if not left.countries or not right.countries:
        return []
    return [("country", 0.03)] if left.countries & right.countries else [("other country", -0.1)]


def _genres(left: Facts, right: Facts) -> list[Reason]:
    if not left.genres or not right.genres:
        return []
    return [("genre", 0.05)] if left.genres & right.genres else [("other genre", -0.05)]
