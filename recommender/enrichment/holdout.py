"""Judging the text model on reviews it has not seen.

Reviews that begin with the same sentence are held out together, and of what is held out only those sentences are read
that training did not see, allowing for a changed name: a phrase that many use, or a template that wrote them, would
make any model look good.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit
from scipy.stats import rankdata

from recommender.dataset.types import BoolArray, DoubleArray, IntArray
from recommender.enrichment.logistic import fit_scale
from recommender.enrichment.model import Judge, TextConfig, fit_judge
from recommender.enrichment.text import count_rows, sentence_spans, words_of

FOLDS = 5
BINS = 10
RUN = 3
LEAST_OF_LANGUAGE = 5


@dataclass(frozen=True, eq=False)
class Rated:
    """A review to learn from."""

    text: str
    positive: bool
    language: str


@dataclass(frozen=True, eq=False)
class Learned:
    """A judge fitted on everything, and what was found when parts were held out; no judge where that was not good."""

    judge: Judge | None
    metrics: dict[str, float]
    reason: str


def learn_sentiment(rated: Sequence[Rated], config: TextConfig) -> Learned:
    """Cross-validate, scale, fit on all; `reason` says why there is no judge."""
    positive = np.asarray([one.positive for one in rated], dtype=np.bool_)
    ups, downs = int(positive.sum()), int((~positive).sum())
    sizes = {"reviews": float(len(rated)), "positive_reviews": float(ups), "negative_reviews": float(downs)}
    if min(ups, downs) < config.least_reviews:
        return Learned(
            None, sizes, f"{ups} positive and {downs} negative reviews, {config.least_reviews} of each needed"
        )
    texts = [one.text for one in rated]
    rows, groups = count_rows(texts), opening_groups(texts)
    scores = np.full(positive.size, np.nan)
    for fold in folds_of(groups, positive):
        train = ~fold
        if positive[train].all() or not positive[train].any():
            continue
        judge = fit_judge(rows[train], positive[train], config)
        scores[fold] = judge.scores(count_rows(unseen_parts(texts, fold)))
    metrics = sizes | measure(scores, positive, [one.language for one in rated])
    metrics["groups"] = float(groups.max() + 1)
    judged = np.isfinite(scores)
    auc = metrics.get("auc", 0.5)
    if auc < config.least_auc or not judged.any():
        return Learned(None, metrics, f"held-out AUC {auc:.3f} is below {config.least_auc:.2f}")
    judge = fit_judge(rows, positive, config)
    scale = fit_scale(scores[judged], positive[judged])
    return Learned(Judge(judge.idf, judge.weights, judge.seen, judge.intercept, scale), metrics, "")


def opening_groups(texts: Sequence[str]) -> IntArray:
    """A number for each text; equal for those whose first sentences have the same words."""
    numbers: dict[str, int] = {}
    found = []
    for text in texts:
        start, end = next(iter(sentence_spans(text)), (0, len(text)))
        found.append(numbers.setdefault(" ".join(words_of(text[start:end])), len(numbers)))
    return np.asarray(found, dtype=np.int64)


def unseen_parts(texts: Sequence[str], fold: BoolArray) -> list[str]:
    """The held-out texts without sentences of which training knows at least half the runs of three words."""
    known = {run for text, out in zip(texts, fold, strict=True) if not out for runs in _runs(text) for run in runs[1]}
    return [
        " ".join(part for part, runs in _runs(text) if sum(run in known for run in runs) * 2 < len(runs))
        for text, out in zip(texts, fold, strict=True)
        if out
    ]


def _runs(text: str) -> list[tuple[str, list[tuple[str, ...]]]]:
    """Each sentence with its runs of RUN words; a shorter one is a run of its own."""
    found = []
    for start, end in sentence_spans(text):
        words = words_of(text[start:end])
        runs = [tuple(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1))]
        found.append((text[start:end], runs))
    return found


def folds_of(groups: IntArray, positive: BoolArray, n_folds: int = FOLDS) -> list[BoolArray]:
    """Masks of what is held out in turn: whole groups, the largest first, each kind spread evenly."""
    members: dict[int, list[int]] = defaultdict(list)
    for at, group in enumerate(groups.tolist()):
        members[group].append(at)
    loads = np.zeros((2, n_folds), dtype=np.int64)
    masks = [np.zeros(positive.size, dtype=np.bool_) for _ in range(n_folds)]
    for _, rows in sorted(members.items(), key=lambda item: (-len(item[1]), item[0])):
        kind = int(positive[rows].mean() >= 0.5)
        fold = int(np.argmin(loads[kind]))
        loads[kind, fold] += len(rows)
        masks[fold][rows] = True
    return [mask for mask in masks if mask.any()]


def measure(scores: DoubleArray, positive: BoolArray, languages: Sequence[str]) -> dict[str, float]:
    """Accuracy (of both kinds alike, and by language), AUC, calibration error, and the share with an opinion."""
    judged = np.isfinite(scores)
    found = {"coverage": float(judged.mean()) if scores.size else 0.0}
    ups, downs = judged & positive, judged & ~positive
    if not ups.any() or not downs.any():
        return found
    right = (scores > 0) == positive
    found["accuracy"] = float(right[judged].mean())
    found["balanced_accuracy"] = float((right[ups].mean() + right[downs].mean()) / 2)
    found["auc"] = area(scores[judged], positive[judged])
    slope, shift = fit_scale(scores[judged], positive[judged])
    found["calibration_error"] = calibration_error(expit(slope * scores[judged] + shift), positive[judged])
    for language in sorted(set(languages)):
        mine = judged & np.asarray([one == language for one in languages])
        if mine.sum() >= LEAST_OF_LANGUAGE:
            found[f"accuracy_{language or 'latin'}"] = float(right[mine].mean())
    return {name: round(value, 4) for name, value in found.items()}


def area(scores: DoubleArray, positive: BoolArray) -> float:
    """Area under the ROC curve: how often a positive review scores above a negative one, ties counting half."""
    ranks = rankdata(scores)
    ups = int(positive.sum())
    downs = positive.size - ups
    return float((ranks[positive].sum() - ups * (ups + 1) / 2) / (ups * downs))


def calibration_error(chances: DoubleArray, positive: BoolArray) -> float:
    """How far chances are from shares, over BINS bins, weighed by their size."""
    bins = np.minimum((chances * BINS).astype(np.int64), BINS - 1)
    gaps = [
        abs(float(chances[bins == at].mean()) - float(positive[bins == at].mean())) * int((bins == at).sum())
        for at in np.unique(bins)
    ]
    return float(sum(gaps) / max(1, chances.size))
