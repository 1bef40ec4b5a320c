"""CPU time of twenty explained cards' picks, from the history in memory to the ranking with its causes.

    python -m benchmarks.pipeline

A generated model of 160,000 members and 60,000 titles; fold-in, filters, diversification and explanations, without the
database and without drawing. Several wishes take turns. Each call is made ROUNDS times and its median counts, so that
what counts is the member, not what else the machine did; the 95th percentile is over members. ``default`` is EASE on
the 10,000 most rated titles and ALS on all, ``hybrid`` adds content and language.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.catalog_world import generated_facts, generated_features, generated_ratings
from benchmarks.score_all import generated_histories
from recommender.algorithms.base import Recommender
from recommender.algorithms.blas import one_thread
from recommender.algorithms.content import Content
from recommender.algorithms.language import LanguagePreference
from recommender.dataset import About, History, Interactions
from recommender.fusion.default import DefaultConfig, DefaultRecommender
from recommender.fusion.hybrid import Hybrid, HybridConfig, Weights
from recommender.fusion.parts import joined_state

if TYPE_CHECKING:
    from recommender.loaders.features import TitleFeatures
    from recommender.serving.context import Context
    from recommender.serving.models import ServingModel
    from recommender.serving.pipeline import Ranking

ROUNDS = 5
CARDS = 20
SENT_AWAY = 5  # titles that every third member does not want to see again
BASE = DefaultConfig(als_weight=0.2)
HELPED = Weights(content=0.3, language=0.1)


def wishes() -> dict[str, Context]:
    """What members ask for."""
    from recommender.serving.context import Context

    return {
        "plain": Context(limit=CARDS),
        "muted, short": Context(limit=CARDS, muted_languages=frozenset({"en"}), max_runtime=120),
        "genre, mood": Context(limit=CARDS, genres=frozenset({"drama", "comedy"}), mood="tense", adventure=0.6),
        "tonight": Context(limit=CARDS, languages=frozenset({"te", "hi"}), occasion="evening"),
    }


def serving(model: Recommender[Any], features: TitleFeatures) -> ServingModel:
    """The model as the site holds it, with what it computes once done."""
    from recommender.models import ModelVersion
    from recommender.serving.models import ServingModel

    return ServingModel(ModelVersion(algorithm=model.name, version="made-up"), model, features.items, features)


def answer(model: ServingModel, history: History, away: History, context: Context, hidden: set[int]) -> Ranking:
    """Everything after the histories of what was rated, and of what was sent away, are in memory."""
    from recommender.serving import steps
    from recommender.serving.pipeline import Scored, choose

    scores = steps.scored(model, history)
    return choose(Scored(model, history, scores, steps.is_usable(model, history), away), context, hidden)


def cpu_milliseconds(call: Callable[[], object]) -> float:
    """The median of ROUNDS calls, after one to warm up."""
    call()
    taken = []
    for _ in range(ROUNDS):
        began = time.process_time()
        call()
        taken.append((time.process_time() - began) * 1e3)
    return float(np.median(taken))


def timed(model: ServingModel, histories: list[History]) -> dict[str, Any]:
    """Percentiles over members, all wishes together and each alone."""
    contexts = wishes()
    taken: dict[str, list[float]] = {name: [] for name in contexts}
    picks = explained = 0
    for place, history in enumerate(histories):
        name = list(contexts)[place % len(contexts)]
        asked = _asked(model, history, contexts[name], place)
        found = asked()
        picks, explained = picks + len(found.titles), explained + sum(bool(row.causes) for row in found.titles)
        taken[name].append(cpu_milliseconds(asked))
    together = np.concatenate([np.array(times) for times in taken.values()])
    return {
        "p50": _percentile(together, 50),
        "p95": _percentile(together, 95),
        "p99": _percentile(together, 99),
        **{f"p95 {name}": _percentile(np.array(times), 95) for name, times in taken.items()},
        "explained": round(explained / max(picks, 1), 3),
    }


def _asked(model: ServingModel, history: History, context: Context, place: int) -> Callable[[], Ranking]:
    """A member's question; each call has histories of its own, as each request reads them anew."""
    sent_away = (
        (np.arange(SENT_AWAY) * 97 + place) % len(model.items) if place % 3 == 0 else np.zeros(0, dtype=np.int64)
    )
    hidden = {int(pk) for pk in model.items.to_external(np.concatenate([history.items, sent_away]))}

    def ask() -> Ranking:
        away = History.of(sent_away, np.full(sent_away.size, 5.0))
        return answer(model, replace(history), away, context, hidden)

    return ask


def _percentile(taken: Any, q: float) -> float:
    return round(float(np.percentile(taken, q)), 2)


def fitted(data: Interactions) -> dict[str, Recommender[Any]]:
    """The models; the hybrid's base is the default itself."""
    base = DefaultRecommender(BASE).fit(data, progress=_say)
    helpers: dict[str, Recommender[Any]] = {
        "content": Content().fit(data),
        "language": LanguagePreference().fit(data),
    }
    config = HybridConfig(default=BASE, newcomer=HELPED, cold=HELPED, warm=HELPED, heavy=HELPED)
    return {"default": base, "hybrid": Hybrid.from_state(config, joined_state({"default": base, **helpers}))}


def _say(done: float, message: str) -> None:
    print(f"{done:4.0%} {message}", file=sys.stderr, flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Print a line of JSON per model; answers 1 when the 95th percentile of one is above the limit."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moviesite.settings.dev")  # noqa: TID251 - what manage.py does
    import django

    django.setup()
    parser = argparse.ArgumentParser(prog="benchmarks.pipeline", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--members", type=int, default=160_000)
    parser.add_argument("--titles", type=int, default=60_000)
    parser.add_argument("--ratings", type=int, default=4_000_000)
    parser.add_argument("--asked", type=int, default=400, help="members who ask")
    parser.add_argument("--limit", type=float, default=10.0, help="CPU milliseconds")
    options = parser.parse_args(arguments)
    features = generated_features(options.titles)
    data = generated_ratings(options.members, options.titles, options.ratings)
    about = About.of(("te", "hi"), "")
    histories = [history.with_about(about) for history in generated_histories(options.asked, options.titles)]
    worst = 0.0
    for name, model in fitted(data.knowing(generated_facts(features))).items():
        with one_thread():
            row = timed(serving(model, features), histories)
        worst = max(worst, row["p95"])
        print(json.dumps({"model": name, "members": options.asked, "limit_ms": options.limit, **row}), flush=True)
    return int(worst > options.limit)


if __name__ == "__main__":
    raise SystemExit(main())
