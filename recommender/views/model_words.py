"""Algorithms, steps and kinds of training in words for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Promise | str


@dataclass(frozen=True, slots=True)
class AlgorithmWords:
    """What an algorithm is called, and what it is for."""

    name: Words
    serves: Words


ALGORITHMS: Mapping[str, AlgorithmWords] = {
    "hybrid": AlgorithmWords(
        _("The mix"), _("Joins the others, each with the say that it earned on ratings it had not seen.")
    ),
    "default": AlgorithmWords(
        _("Title to title, and hidden tastes"),
        _("What is watched together, weighed with hidden tastes; your latest ratings count most."),
    ),
    "ease": AlgorithmWords(_("Title to title"), _("Learns which titles go together, for those that many have rated.")),
    "als": AlgorithmWords(
        _("Hidden tastes"), _("Finds a few dozen tastes behind all ratings; also knows rare titles.")
    ),
    "svd": AlgorithmWords(_("Plain factors"), _("The main directions in which ratings differ; quick to learn.")),
    "item_knn": AlgorithmWords(_("Neighbours of titles"), _("Titles whose audiences overlap with yours.")),
    "user_knn": AlgorithmWords(_("Neighbours of members"), _("What the members most like you have liked.")),
    "neural_cf": AlgorithmWords(_("Neural network"), _("Learns tastes with a small network, where one is installed.")),
    "implicit": AlgorithmWords(_("Hidden tastes, as in the library"), _("The plain method, to measure ours against.")),
    "content": AlgorithmWords(_("Facts of titles"), _("Genres, people and keywords of what you like; needs no crowd.")),
    "deep_content": AlgorithmWords(_("Meaning of descriptions"), _("Titles that are told alike, in other words.")),
    "language": AlgorithmWords(_("Languages"), _("How much you like which language of cinema.")),
    "regional": AlgorithmWords(_("Region"), _("What is liked where you live.")),
    "mood": AlgorithmWords(_("Moods"), _("Titles that feel like those you like.")),
    "popularity": AlgorithmWords(_("Popularity"), _("What many like; for those of whom nothing is known yet.")),
    "interview": AlgorithmWords(_("First questions"), _("Chooses the titles that newcomers are asked about.")),
    "reviews": AlgorithmWords(_("Reviews"), _("Reads whether a review praises, and what it speaks of.")),
}

KINDS: Mapping[str, Words] = {
    "collaborative": _("From ratings"),
    "content-based": _("From facts of titles"),
    "hybrid": _("The mix"),
}

STEPS: Mapping[str, Words] = {
    "load": _("reading a model"),
    "model": _("scoring titles"),
    "mood": _("suiting a mood"),
    "dismissals": _("keeping back what is like dismissed titles"),
    "diversify": _("varying the list"),
    "explain": _("naming the reasons"),
    "batch": _("reading what was computed ahead"),
    "log": _("remembering what was shown"),
}


def words_of(algorithm: str) -> AlgorithmWords:
    """The words for an algorithm; its own name for one that has none yet."""
    return ALGORITHMS.get(algorithm, AlgorithmWords(algorithm, ""))
