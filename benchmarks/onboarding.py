"""What it is worth to ask newcomers about well-chosen titles.

    python -m benchmarks.onboarding --ratings ratings.csv

Users of one fold are newcomers; the models learn from the others. A newcomer is asked about ten titles and answers what
they rated in truth, or "not seen". The answers are folded into EASE, and its first ten picks are compared with the rest
of what the newcomer rated. Titles are asked by fame (``popular``), at random among those that the interview may choose
from (``random``), or by the interview: one after the other (``interview``), or six on the table of which the oldest is
answered and replaced (``interview-6``).

``common``: what either of two strategies asked is no target of both, so that both are held against the same titles.
``own``: only what a strategy asked itself is no target.
``fixed``: 30 % of each profile can never be asked about, and are the targets.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.measure import milliseconds
from benchmarks.recommenders.files import FileError, Names, read_rows
from recommender.algorithms.ease import Ease, EaseConfig
from recommender.algorithms.topk import topk
from recommender.dataset import FloatArray, History, IntArray, Interactions
from recommender.evaluation import metrics
from recommender.evaluation.splits import popular_enough
from recommender.onboarding.interview import Answer, Interview

QUESTIONS, TABLE, PICKS, LIKED = 10, 6, 10, 3.5
NEVER_ASKED, MIN_RATINGS = 0.3, 5
CALLS = 200
YARDSTICK = "popular"
PROTOCOLS = ("common", "own", "fixed")

Profile = dict[int, float]
#: From what a newcomer would answer to the ids asked.
Strategy = Callable[[Profile], list[int]]


@dataclass(frozen=True, eq=False)
class World:
    """What is known of one fold before its newcomers come. Ids are those of ``data``'s items, not dense."""

    data: Interactions
    newcomers: IntArray
    model: Ease
    counts: IntArray
    interview: Interview

    def profile(self, user: int) -> Profile:
        """What a newcomer would answer, by external id."""
        history = self.data.history(user)
        ids = self.data.items.to_external(history.items)
        return {int(item): float(stars) for item, stars in zip(ids, history.ratings, strict=True)}

    def quality(self, answers: Profile, targets: set[int], never: set[int]) -> float:
        """NDCG@10 of the picks after these answers; ``never`` are not picked."""
        items = self.data.items
        history = History.of(items.to_dense(list(answers)), list(answers.values())) if answers else History.empty()
        scores: FloatArray = self.model.score(history)
        if not np.isfinite(scores).any():
            scores = self.counts.astype(np.float32)
        ranked, _ = topk(scores, PICKS, np.sort(items.to_dense(sorted(never))))
        row = np.full((1, PICKS), -1, dtype=np.int64)
        row[0, : ranked.size] = ranked
        wanted = [items.to_dense(sorted(targets))]
        return float(metrics.ndcg(metrics.hits(row, wanted), wanted, PICKS)[0])


def world_of(data: Interactions, newcomers: IntArray) -> World:
    """Models fitted on everybody else."""
    others = data.masked(~np.isin(data.rows, newcomers))
    model = Ease(EaseConfig(half_life=None)).fit(others)
    return World(data, newcomers, model, others.item_counts(), Interview.fit(others))


def answer_of(profile: Profile, title: int) -> Answer:
    """What somebody with this profile says."""
    stars = profile.get(title)
    if stars is None:
        return Answer.NOT_SEEN
    return Answer.LIKED if stars >= LIKED else Answer.NOT_LIKED


def strategies(world: World, seed: int) -> dict[str, Strategy]:
    """All ways of asking; the candidates are alike for all."""
    interview, titles = world.interview, [int(title) for title in world.interview.titles]
    chance = np.random.default_rng(seed)
    return {
        YARDSTICK: lambda _: titles[:QUESTIONS],
        "random": lambda _: [int(title) for title in chance.choice(titles, QUESTIONS, replace=False)],
        "interview": lambda profile: asked_by(interview, profile, 1),
        f"interview-{TABLE}": lambda profile: asked_by(interview, profile, TABLE),
    }


def asked_by(interview: Interview, profile: Profile, table: int) -> list[int]:
    """Ids in the order they are answered, with ``table`` of them in front of the newcomer at any time."""
    answers: dict[int, Answer] = {}
    open_: list[int] = []
    while len(answers) < QUESTIONS:
        open_ += interview.next_titles(answers, table - len(open_), beside=open_)
        if not open_:
            break
        title = open_.pop(0)
        answers[title] = answer_of(profile, title)
    return list(answers)


def judged(world: World, seed: int) -> dict[str, dict[str, list[tuple[float, float]]]]:
    """By protocol and strategy, NDCG@10 of each newcomer beside that of the yardstick."""
    chance = np.random.default_rng(seed)
    ways = strategies(world, seed)
    rows: dict[str, dict[str, list[tuple[float, float]]]] = {name: {way: [] for way in ways} for name in PROTOCOLS}
    for user in world.newcomers:
        whole = world.profile(int(user))
        targets = {title for title in whole if chance.random() < NEVER_ASKED}
        part = {title: stars for title, stars in whole.items() if title not in targets}
        asked = {way: set(ask(whole)) for way, ask in ways.items()}
        asked_of_part = {way: set(ask(part)) for way, ask in ways.items()}
        for way in ways:
            both = asked[way] | asked[YARDSTICK]
            _judge(rows["common"][way], world, whole, (asked[way], asked[YARDSTICK]), (both, both))
            _judge(rows["own"][way], world, whole, (asked[way], asked[YARDSTICK]), (asked[way], asked[YARDSTICK]))
            if targets:
                pair = [
                    world.quality(answers, targets, set(answers))
                    for answers in (_answers(part, asked_of_part[way]), _answers(part, asked_of_part[YARDSTICK]))
                ]
                rows["fixed"][way].append((pair[0], pair[1]))
    return rows


def _answers(profile: Profile, asked: set[int]) -> Profile:
    return {title: stars for title, stars in profile.items() if title in asked}


def _judge(
    into: list[tuple[float, float]],
    world: World,
    profile: Profile,
    asked: tuple[set[int], set[int]],
    never: tuple[set[int], set[int]],
) -> None:
    """Add the figures of a strategy and the yardstick for one newcomer of whom something is left to find."""
    left = [set(profile) - out for out in never]
    if all(left):
        pair = [world.quality(_answers(profile, asked[at]), left[at], never[at]) for at in (0, 1)]
        into.append((pair[0], pair[1]))


def compared(data: Interactions, folds: int, only: Sequence[int], seed: int) -> dict[str, dict[str, dict[str, float]]]:
    """NDCG@10, its ratio to the yardstick's, the difference's standard error, by protocol and strategy."""
    parts = np.array_split(np.random.default_rng(seed).permutation(data.n_users), folds)
    pairs: dict[str, dict[str, list[tuple[float, float]]]] = {name: {} for name in PROTOCOLS}
    for number in only:
        print(f"fold {number}", file=sys.stderr, flush=True)
        for protocol, ways in judged(world_of(data, np.sort(parts[number])), seed).items():
            for way, found in ways.items():
                pairs[protocol].setdefault(way, []).extend(found)
    return {protocol: {way: _figures(found) for way, found in ways.items()} for protocol, ways in pairs.items()}


def _figures(pairs: list[tuple[float, float]]) -> dict[str, float]:
    both = np.asarray(pairs)
    mine, base = both.mean(axis=0)
    error = (both[:, 0] - both[:, 1]).std(ddof=1) / np.sqrt(len(both)) if len(both) > 1 else 0.0
    return {
        "ndcg@10": round(float(mine), 4),
        "of_popular": round(float(base), 4),
        "ratio": round(float(mine / base), 3) if base else 0.0,
        "difference_se": round(float(error), 4),
        "newcomers": len(both),
    }


def timed(data: Interactions) -> dict[str, float]:
    """Milliseconds of one table of questions, after five answers."""
    interview = Interview.fit(data)
    answers = {int(title): Answer(place % 3) for place, title in enumerate(interview.titles[:5])}
    taken = milliseconds(lambda _: interview.next_titles(answers, TABLE), CALLS)
    return {f"p{q}": round(float(np.percentile(taken, q)), 2) for q in (50, 95)}


def main(arguments: list[str] | None = None) -> int:
    """Run the command; answers the exit status: 0, or 2 for wrong options or files."""
    parser = argparse.ArgumentParser(prog="benchmarks.onboarding", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--ratings", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--only", help="folds to judge, as in 0,1 (default: all)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="write the figures here")
    options = parser.parse_args(arguments)
    try:
        only = _folds(options.only, options.folds)
        rows = read_rows(options.ratings, Names(), Names())
    except FileError as error:
        print(f"benchmarks.onboarding: {error}", file=sys.stderr)
        return 2
    data = popular_enough(Interactions.from_triples(rows.users, rows.items, rows.ratings, rows.seconds), MIN_RATINGS)
    facts = compared(data, options.folds, only, options.seed)
    print(f"{'protocol':10}{'asked by':14}{'ndcg@10':>9}{'popular':>9}{'ratio':>8}{'se':>9}")
    for protocol, ways in facts.items():
        for way, row in ways.items():
            print(
                f"{protocol:10}{way:14}{row['ndcg@10']:9.4f}{row['of_popular']:9.4f}{row['ratio']:8.3f}"
                f"{row['difference_se']:9.4f}"
            )
    milliseconds_of_six = timed(data)
    print(f"{TABLE} questions: {milliseconds_of_six['p50']} ms, 95th percentile {milliseconds_of_six['p95']} ms")
    if options.json:
        report = {"seed": options.seed, "folds": only, "protocols": facts, "milliseconds": milliseconds_of_six}
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return 0


def _folds(text: str | None, folds: int) -> list[int]:
    if folds < 2:
        raise FileError("--folds must be at least 2")
    if text is None:
        return list(range(folds))
    parts = text.split(",")
    if not all(part.isdigit() and int(part) < folds for part in parts):
        raise FileError(f"--only names folds from 0 to {folds - 1}, such as 0,1")
    return [int(part) for part in parts]


if __name__ == "__main__":
    raise SystemExit(main())
