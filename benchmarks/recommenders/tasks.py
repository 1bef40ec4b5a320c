"""What is learnt and what is asked: a rating file split by a protocol, or files of training and test."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.recommenders.files import FileError, Names, Rows, read_facts, read_negatives, read_rows
from recommender.dataset import IdMap, IntArray, Interactions
from recommender.evaluation.splits import (
    Split,
    Splitter,
    by_day,
    last_n,
    leave_one_out,
    newest_only,
    popular_enough,
    random_n,
    sampled,
    strong,
    temporal,
)

Note = Callable[[str], None]
MOST_HIDDEN = 5


@dataclass(frozen=True, eq=False)
class Task:
    """``split`` is what models are fitted and judged on; ``train`` and ``validation`` are for choosing settings."""

    name: str
    split: Split
    train: Interactions
    validation: Splitter

    def shortened(self, history: int | None, users: int | None, seed: int) -> "Task":
        """Judged on the newest ratings of each member, or on fewer members."""
        split = self.split if history is None else newest_only(self.split, history)
        return replace(self, split=split if users is None else sampled(split, users, seed))


def protocols(seed: int) -> dict[str, Splitter]:
    """Ways to hold out part of one file."""
    return {
        "last-n": partial(last_n, n=MOST_HIDDEN),
        "loo": leave_one_out,
        "temporal": temporal,
        "strong": partial(strong, seed=seed),
    }


def from_ratings(
    path: Path, protocol: str, *, min_ratings: int, clock: str, seed: int, facts: Path | None, implicit: bool
) -> Task:
    """One file, split here; ``clock`` "days" cuts training times to the day."""
    users, items = Names(), Names()
    rows = read_rows(path, users, items, implicit=implicit)
    if not rows.timed and protocol != "strong":
        raise FileError(f"{path}: --protocol {protocol} needs a timestamp on every line; strong does without")
    data = _interactions(rows, None)
    data = popular_enough(_knowing(data, facts, items), min_ratings)
    splitter = protocols(seed)[protocol]
    exact = splitter(data)
    if not exact.users.size:
        raise FileError(f"{path}: too few ratings to hold some out")
    if clock == "exact":
        return Task(protocol, exact, exact.train, splitter)
    return Task(protocol, by_day(exact), exact.train, lambda train: by_day(splitter(train)))


def from_files(
    train: Path, test: Path, negatives: Path | None, *, seed: int, facts: Path | None, implicit: bool, note: Note
) -> Task:
    """Files that are split already; with negatives the positives of a user are ranked among the user's."""
    users, items = Names(), Names()
    learnt, asked = (read_rows(path, users, items, implicit=implicit) for path in (train, test))
    among = None if negatives is None else read_negatives(negatives, users, items)
    known_items = [learnt.items, asked.items, *(among or {}).values()]
    catalog = IdMap.from_ids(np.concatenate(known_items))
    data = _knowing(_interactions(learnt, catalog), facts, items)
    split = _split(data, asked, among)
    if not split.users.size:
        raise FileError(f"{test}: nobody in it can be judged by {train}")
    left_out = int(np.unique(asked.users).size) - split.users.size
    if left_out:
        note(f"{left_out} users of the test are left out: unknown to training, nothing to find or nothing to rank")
    hidden = int(np.clip(np.median([wanted.size for wanted in split.held_out]), 1, MOST_HIDDEN))
    in_order = learnt.timed and (not asked.timed or _comes_later(data, asked))
    choose: Splitter = partial(last_n, n=hidden) if in_order else partial(random_n, n=hidden, seed=seed)
    note(f"settings are chosen on {'the newest' if in_order else 'random'} {hidden} training ratings of each user")
    return Task("files", split, data, choose)


def _interactions(rows: Rows, catalog: IdMap | None) -> Interactions:
    return Interactions.from_triples(rows.users, rows.items, rows.ratings, rows.seconds, item_ids=catalog)


def _knowing(data: Interactions, facts: Path | None, items: Names) -> Interactions:
    return data if facts is None else data.knowing(read_facts(facts, items, data.items))


def _split(data: Interactions, asked: Rows, among: dict[int, IntArray] | None) -> Split:
    """What training has seen of a user is neither to be found nor to be ranked; nor is a positive its own negative."""
    places, columns = data.users.to_dense(asked.users), data.items.to_dense(asked.items)
    order = np.argsort(places, kind="stable")
    judged, starts = np.unique(places[order], return_index=True)
    wanted = [np.unique(part) for part in np.split(columns[order], starts[1:])]
    users, held_out, candidates = [], [], []
    for user, positives in zip(judged.tolist(), wanted, strict=True):
        if user < 0:
            continue
        seen = data.history(user).items
        new = np.setdiff1d(positives, seen)
        negatives = None if among is None else among.get(int(data.users.ids[user]))
        if not new.size or not seen.size or (among is not None and negatives is None):
            continue
        users.append(user)
        held_out.append(new)
        if negatives is not None:
            others = np.setdiff1d(data.items.to_dense(negatives), np.concatenate([seen, positives]))
            candidates.append(np.concatenate([new, others]))
    ranked_among = None if among is None else candidates
    return Split("files", data, np.array(users, dtype=np.int64), held_out, candidates=ranked_among)


def _comes_later(data: Interactions, asked: Rows) -> bool:
    """Whether most test ratings are newer than all the user's training ratings."""
    places = data.users.to_dense(asked.users)
    known = places >= 0
    newest = np.zeros(data.n_users, dtype=np.int64)
    np.maximum.at(newest, data.rows, data.timestamps)
    return bool(np.mean(asked.seconds[known] >= newest[places[known]]) > 0.5) if known.any() else False
