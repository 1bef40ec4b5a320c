"""Do votes improve what a member is offered?

    python -m benchmarks.vote_taste

Generated members (``benchmarks.vote_world``) watch about ten titles each, vote between others' top fours, and have five
further watched titles held out. Recall@20 is compared with no votes, with the obvious use of votes (the winners count
as watched, in training as well), and with votes as ``Als`` and the shipped model read them. Settings other than those
of votes are chosen as the site chooses them, on the training part of the same world.
"""

import argparse
import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure import milliseconds
from benchmarks.vote_world import World, build
from recommender.algorithms.als import Als
from recommender.algorithms.base import Recommender
from recommender.algorithms.topk import topk
from recommender.dataset import History, IntArray, Interactions
from recommender.dataset.types import DoubleArray
from recommender.evaluation import metrics
from recommender.evaluation.selection import select_default
from recommender.fusion.default import DefaultConfig, DefaultRecommender

DEPTH = 20
COUNTS = (5, 20, 50)
MANY = 200
ROUNDS = 5
CALLS = 200
Recalls = dict[str, DoubleArray]


def recalls(model: Recommender[Any], world: World, history_of: Callable[[int], History]) -> DoubleArray:
    """Recall@20 of every member, watched titles left out; a model without an opinion finds nothing."""
    members = range(world.train.n_users)
    ranked = np.full((len(members), DEPTH), -1, dtype=np.int64)
    for member in members:
        found, _ = topk(model.score(history_of(member)), DEPTH, world.train.history(member).items)
        ranked[member, : found.size] = found
    return metrics.recall(metrics.hits(ranked, world.held_out), world.held_out, DEPTH)


def winners_as_watched(world: World, count: int) -> Interactions:
    """The watched titles together with all titles of teams that won."""
    train = world.train
    users, items = [train.rows], [train.columns]
    for side, won in ((world.left, world.share == 1), (world.right, world.share == 0)):
        chosen = won[:, :count, None] & (side[:, :count] >= 0)
        users.append(np.nonzero(chosen)[0])
        items.append(side[:, :count][chosen])
    rows, columns = np.concatenate(users), np.concatenate(items)
    times = np.full(rows.size, train.timestamps.max())
    times[: train.n_ratings] = train.timestamps
    return Interactions.from_triples(rows, columns, np.full(rows.size, 4.0), times, item_ids=train.items)


def judged(world: World, config: DefaultConfig) -> Recalls:
    """Recall@20 by member of every way and number of votes, under "way / votes"."""
    als = Als(config.als).fit(world.train)
    shipped = DefaultRecommender(config).fit(world.train)
    found: Recalls = {}
    for name, model in (("als", als), ("default", shipped)):
        found[f"{name} / 0"] = recalls(model, world, world.train.history)
        for count in COUNTS:
            found[f"{name} / {count}"] = recalls(model, world, _with_votes(world, count))
            _say(f"{name} with {count} votes")
    for count in COUNTS:
        data = winners_as_watched(world, count)
        found[f"winners as watched / {count}"] = recalls(Als(config.als).fit(data), world, data.history)
        found[f"votes alone / {count}"] = recalls(shipped, world, _votes_only(world, count))
        _say(f"the obvious way and strangers with {count} votes")
    found["votes alone / 0"] = recalls(shipped, world, _votes_only(world, 0))
    return found


def _with_votes(world: World, count: int) -> Callable[[int], History]:
    return lambda member: world.train.history(member).with_votes(world.votes(member, count))


def _votes_only(world: World, count: int) -> Callable[[int], History]:
    return lambda member: History.empty().with_votes(world.votes(member, count))


def timed(world: World, config: DefaultConfig, members: IntArray) -> dict[str, float]:
    """Median milliseconds of a member's factor without votes and with 200, taking turns, and their difference."""
    als = Als(config.als).fit(world.train)
    plain = [world.train.history(int(member)) for member in members]
    voted = [history.with_votes(world.votes(int(member), MANY)) for history, member in zip(plain, members, strict=True)]
    taken: dict[str, list[DoubleArray]] = {"plain_ms": [], "votes_ms": []}
    for _ in range(ROUNDS):
        for name, histories in (("plain_ms", plain), ("votes_ms", voted)):
            taken[name].append(milliseconds(partial(_factor, als, histories), CALLS))
    medians = {name: float(np.median(np.concatenate(times))) for name, times in taken.items()}
    return {**medians, "ratio": medians["votes_ms"] / medians["plain_ms"]}


def _factor(als: Als, histories: list[History], index: int) -> object:
    return als.user_factor(histories[index % len(histories)])


def table(found: list[Recalls]) -> dict[str, dict[str, float]]:
    """Per way and number of votes: mean recall, its ratio to no votes, the lowest ratio of a seed, and the error."""
    rows = {}
    for name in found[0]:
        way = name.split(" / ")[0]
        base = "als / 0" if way == "winners as watched" else f"{way} / 0"
        ratios = [float(seed[name].mean() / seed[base].mean()) for seed in found]
        gain = np.concatenate([seed[name] - seed[base] for seed in found])
        rows[name] = {
            "recall@20": float(np.mean([seed[name].mean() for seed in found])),
            "ratio": float(np.mean(ratios)),
            "lowest": min(ratios),
            "error": float(gain.std() / np.sqrt(gain.size) / np.mean([seed[base].mean() for seed in found])),
        }
    return rows


def main(arguments: list[str] | None = None) -> int:
    """Run the command; answers the exit status: 1 when votes lower recall, or raise it by less than 10 % at 20."""
    parser = argparse.ArgumentParser(prog="benchmarks.vote_taste", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", default="1,2", help="worlds, by comma; settings of votes were chosen on 101 to 106")
    parser.add_argument("--members", type=int, default=3000)
    parser.add_argument("--titles", type=int, default=1200)
    parser.add_argument("--watched", type=int, default=10, help="median number of watched titles")
    parser.add_argument("--noise", type=float, default=0.0, help="share of votes given by the toss of a coin")
    parser.add_argument("--json", type=Path, help="write the figures here")
    options = parser.parse_args(arguments)
    found, times = [], {}
    for seed in map(int, options.seeds.split(",")):
        world = build(options.members, options.titles, MANY, seed, watched=options.watched, noise=options.noise)
        _say(f"seed {seed}: {world.train.n_ratings} watched titles; choosing settings")
        config = select_default(world.train).config
        _say(str(config))
        found.append(judged(world, config))
        times = timed(world, config, np.arange(min(CALLS, options.members)))
    rows = table(found)
    for name, figures in rows.items():
        print(f"{name:24}" + "".join(f"  {key} {value:.4f}" for key, value in figures.items()))
    print("fold-in " + "  ".join(f"{key} {value:.3f}" for key, value in times.items()))
    if options.json:
        options.json.write_text(json.dumps({"table": rows, "time": times}, indent=1) + "\n", encoding="utf-8")
    kept = all(rows[f"{way} / {count}"]["lowest"] >= 1 for way in ("als", "default") for count in COUNTS)
    return int(not kept or rows["als / 20"]["ratio"] < 1.1)


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
