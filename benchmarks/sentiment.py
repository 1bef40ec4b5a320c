"""How well sentiment is told, and how much of that is repeated phrases: `python -m benchmarks.sentiment`.

Three figures that say different things. Reviews made of a few dozen phrases, held out at random: phrases are known by
heart. The same, held out by phrase: what is left when they are not. And a small set written by hand in five languages
and in Latin letters, learned and judged in turn: whether the method can learn a language at all from a handful of
reviews, with no word list.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np

from adminpanel.demo.words import review_text
from recommender.enrichment.holdout import Rated, folds_of, learn_sentiment, measure, opening_groups, unseen_parts
from recommender.enrichment.model import TextConfig, fit_judge
from recommender.enrichment.text import count_rows

JUDGEMENTS = Path(__file__).parent / "judgements" / "reviews.json"
PHRASED = 1500
STARS, ODDS = (1.0, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0), (0.06, 0.08, 0.1, 0.12, 0.18, 0.2, 0.16, 0.1)


def read_judgements() -> dict[str, list[tuple[str, str]]]:
    """Texts and labels by language."""
    content = json.loads(JUDGEMENTS.read_text(encoding="utf-8"))
    return {name: [(text, label) for text, label in rows] for name, rows in content.items() if name != "about"}


def phrased_reviews(seed: int = 7) -> list[Rated]:
    """Reviews as the demo writes them."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(PHRASED):
        stars = float(rng.choice(STARS, p=ODDS))
        text, _ = review_text(stars, "Mani Ratnam", "Nani", rng)
        if stars != 3.0:
            found.append(Rated(text, stars >= 3.5, "en"))
    return found


def judge(rated: list[Rated], *, by_phrase: bool) -> tuple[dict[str, float], np.ndarray]:
    """Figures of cross-validation, and the scores."""
    texts = [one.text for one in rated]
    positive = np.asarray([one.positive for one in rated])
    rows = count_rows(texts)
    groups = opening_groups(texts) if by_phrase else np.arange(len(rated))
    scores = np.full(len(rated), np.nan)
    for fold in folds_of(groups, positive):
        model = fit_judge(rows[~fold], positive[~fold], TextConfig())
        held = unseen_parts(texts, fold) if by_phrase else [text for text, out in zip(texts, fold, strict=True) if out]
        scores[fold] = model.scores(count_rows(held))
    return measure(scores, positive, [one.language for one in rated]), scores


def main() -> None:
    """Print everything."""
    phrased = phrased_reviews()
    print(f"{len(phrased)} reviews of {opening_groups([one.text for one in phrased]).max() + 1} opening phrases")
    for by_phrase in (False, True):
        print("  held out by phrase:" if by_phrase else "  held out at random:", judge(phrased, by_phrase=by_phrase)[0])
    print("  verdict:", learn_sentiment(phrased, TextConfig()).reason or "used")

    written = read_judgements()
    rated = [
        Rated(text, label == "positive", language)
        for language, rows in written.items()
        for text, label in rows
        if label != "mixed"
    ]
    figures, scores = judge(rated, by_phrase=False)
    print(f"{sum(map(len, written.values()))} written by hand, {len(rated)} of them positive or negative")
    print("  five parts held out in turn:", {name: figures[name] for name in ("coverage", "accuracy", "auc")})
    for language, count in Counter(one.language for one in rated).items():
        mine = np.asarray([one.language == language for one in rated])
        told = mine & np.isfinite(scores)
        right = (scores > 0) == np.asarray([one.positive for one in rated])
        print(f"  {language:8} {count:3} reviews, opinion on {told.sum():3}, right {right[told].mean():.2f}")
    model = fit_judge(
        count_rows([one.text for one in phrased]), np.asarray([one.positive for one in phrased]), TextConfig()
    )
    for language in written:
        mine_rated = [one for one in rated if one.language == language]
        told_scores = model.scores(count_rows([one.text for one in mine_rated]))
        told = np.isfinite(told_scores)
        right = (told_scores > 0) == np.asarray([one.positive for one in mine_rated])
        share = f"right {right[told].mean():.2f}" if told.any() else "none"
        print(f"  learned from phrases, {language:8} opinion on {told.sum():3} of {len(mine_rated)}, {share}")


if __name__ == "__main__":
    main()
