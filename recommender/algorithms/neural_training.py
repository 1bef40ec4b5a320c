"""Training of the network on the processor, with torch.

An example is a member at some moment: some titles go in, others are asked for. Either the moment is a place in time,
with what came before going in and what came next asked for, or a random part of all titles is hidden. The loss is the
cross-entropy of a softmax over the titles asked for and titles drawn evenly from the rest, whose logits are raised by
the logarithm of how many each stands for (Jean et al., ACL 2015), so that the loss of the whole catalog is estimated.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from recommender.algorithms.base import Progress, report
from recommender.algorithms.neural_network import Network
from recommender.algorithms.torch_backend import load_torch, one_thread
from recommender.dataset import FloatArray, IntArray, Interactions
from recommender.dataset.types import AnyArray, BoolArray
from recommender.dataset.weights import rating_weights, recency_weights

LEAST_HELD_BACK = 20  # members; the loss on fewer says nothing
MOST_HELD_BACK = 500
SHARE_HELD_BACK = 0.1
ASKED = 10  # titles asked for after a moment
PER_EXAMPLE = 16  # titles of a member that make one example an epoch
MOST_EXAMPLES = 8  # of one member an epoch
LONGEST = 200  # titles going in: older ones weigh next to nothing and would crowd out others in a sum
Tensors: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """How to train; see ``NeuralCfConfig``."""

    averaging: float
    epochs: int
    patience: int
    batch: int
    negatives: int
    learning_rate: float
    weight_decay: float
    in_order: float
    half_life: float | None
    seed: int


class Diary(NamedTuple):
    """One member's titles by time: indices, weights of their ratings, unix seconds."""

    items: IntArray
    weights: FloatArray
    times: IntArray


class Example(NamedTuple):
    """What goes in, with weights, and what is asked for."""

    items: IntArray
    weights: FloatArray
    asked: IntArray


def trained(network: Network, taste: Interactions, plan: Plan, progress: Progress | None) -> Network:
    """The network fitted to the diaries; as it was where no member has two titles.

    Stops early once the loss on a tenth of the members, which training does not see, stops falling, and keeps the best
    epoch. Equal data and seed give equal arrays. MissingPackageError without torch; what ``progress`` raises ends
    the training.
    """
    torch = load_torch()
    diaries = _diaries(taste)
    if not diaries:
        return network
    rng = np.random.default_rng(plan.seed)
    order = rng.permutation(len(diaries))
    held = min(MOST_HELD_BACK, int(len(diaries) * SHARE_HELD_BACK))
    held = held if held >= LEAST_HELD_BACK else 0
    checks = [_last(diaries[at], plan) for at in order[:held]]
    learners = [diaries[at] for at in order[held:]]
    tensors = {name: torch.tensor(array, requires_grad=True) for name, array in network.arrays.items()}
    # The bias is where popularity lives; pulling it to zero would forget how rare most titles are.
    decayed = [tensor for name, tensor in tensors.items() if name != "bias"]
    groups = [{"params": decayed}, {"params": [tensors["bias"]], "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(groups, lr=plan.learning_rate, weight_decay=plan.weight_decay)
    best, kept, since = np.inf, _copied(tensors), 0
    with one_thread(torch):
        for epoch in range(plan.epochs):
            loss = 0.0
            for examples in _batches(learners, plan, rng):
                step = _loss(torch, tensors, examples, network.shape.n_items, plan, rng)
                optimiser.zero_grad()
                step.backward()
                optimiser.step()
                loss = float(step.detach())
            if checks:
                loss = _checked_loss(torch, tensors, checks, network.shape.n_items, plan)
            if loss < best or not checks:
                best, kept, since = loss, _copied(tensors), 0
            else:
                since += 1
            report(progress, (epoch + 1) / plan.epochs, f"epoch {epoch + 1} of {plan.epochs}, loss {loss:.3f}")
            if since >= plan.patience:
                break
    return Network(network.shape, kept)


def logits(torch: Any, tensors: Tensors, z: Any, candidates: Any) -> Any:
    """Scores [members, candidates] as ``Network.scores`` computes them; z is [members, factors]."""
    u = torch.tanh(z @ tensors["member_weights"] + tensors["member_bias"]) @ tensors["joint_weights"]
    first = torch.relu(u[:, None, :] + tensors["mlp_targets"][candidates][None, :, :])
    second = torch.relu(first @ tensors["deep_weights"] + tensors["deep_bias"])
    product = z @ tensors["gmf_targets"][candidates].T
    return product + second @ tensors["head"] + tensors["bias"][candidates]


def _copied(tensors: Tensors) -> dict[str, AnyArray]:
    return {name: tensor.detach().numpy().copy() for name, tensor in tensors.items()}


def _diaries(taste: Interactions) -> list[Diary]:
    """Of the members with two titles or more. A viewing without a rating counts fully here."""
    ratings = taste.matrix.data
    weights = np.where(np.isnan(ratings), np.float32(1.0), rating_weights(ratings))
    columns, found = taste.columns, []
    for start, stop in pairwise(taste.matrix.indptr):
        if stop - start > 1:
            order = start + np.argsort(taste.timestamps[start:stop], kind="stable")
            found.append(Diary(columns[order], weights[order], taste.timestamps[order]))
    return found


def _example(diary: Diary, inside: BoolArray, asked: IntArray, plan: Plan) -> Example:
    places = np.flatnonzero(inside)[-LONGEST:]
    weights = diary.weights[places] * recency_weights(diary.times[places], plan.half_life)
    return Example(diary.items[places], weights.astype(np.float32), asked)


def _last(diary: Diary, plan: Plan) -> Example:
    """The newest titles asked for, at most half of them."""
    asked = min(ASKED, diary.items.size // 2)
    inside = np.arange(diary.items.size) < diary.items.size - asked
    return _example(diary, inside, diary.items[~inside], plan)


def _drawn(diary: Diary, plan: Plan, rng: np.random.Generator) -> Example:
    """One random example of a member."""
    size = diary.items.size
    if rng.random() < plan.in_order:
        moment = int(rng.integers(1, size))
        return _example(diary, np.arange(size) < moment, diary.items[moment : moment + ASKED], plan)
    inside = rng.random(size) < rng.uniform(0.3, 0.9)
    inside[rng.integers(size)] = False
    return _example(diary, inside, diary.items[~inside], plan)


def _batches(diaries: list[Diary], plan: Plan, rng: np.random.Generator) -> Iterator[list[Example]]:
    """Random examples of everyone, more of those with long diaries, in random order."""
    sizes = np.array([diary.items.size for diary in diaries])
    times = np.clip(np.ceil(sizes / PER_EXAMPLE), 1, MOST_EXAMPLES).astype(np.int64)
    whose = rng.permutation(np.repeat(np.arange(sizes.size), times))
    for start in range(0, whose.size, plan.batch):
        drawn = [_drawn(diaries[at], plan, rng) for at in whose[start : start + plan.batch]]
        usable = [example for example in drawn if example.weights.sum() > 0]
        if usable:
            yield usable


def _loss(torch: Any, tensors: Tensors, examples: list[Example], n_items: int, plan: Plan, rng: Any) -> Any:
    """Sampled softmax of one batch."""
    negatives = rng.choice(n_items, size=min(plan.negatives, n_items), replace=False)
    candidates = np.unique(np.concatenate([negatives, *(example.asked for example in examples)]))
    drawn = np.isin(candidates, negatives)
    allowed, share = np.tile(drawn, (len(examples), 1)), np.zeros((len(examples), candidates.size), dtype=np.float32)
    for row, example in enumerate(examples):
        allowed[row, np.isin(candidates, example.items)] = False  # a watched title is no answer, right or wrong
        at = np.searchsorted(candidates, example.asked)
        allowed[row, at] = True
        share[row, at] = 1.0 / at.size
    stands_for = np.where(share > 0, 0.0, np.log(n_items / negatives.size)).astype(np.float32)
    found = logits(torch, tensors, _members(torch, tensors, examples, plan), torch.from_numpy(candidates))
    found = found + torch.from_numpy(stands_for)
    found = found.masked_fill(~torch.from_numpy(allowed), -1e9)
    chances = torch.log_softmax(found, dim=1)
    return -(torch.from_numpy(share) * chances).sum() / len(examples)


def _checked_loss(torch: Any, tensors: Tensors, checks: list[Example], n_items: int, plan: Plan) -> float:
    """Mean loss on the members held back, against the same titles every time."""
    rng = np.random.default_rng(plan.seed)
    usable = [example for example in checks if example.weights.sum() > 0]
    total = 0.0
    with torch.no_grad():
        for start in range(0, len(usable), plan.batch):
            part = usable[start : start + plan.batch]
            total += float(_loss(torch, tensors, part, n_items, plan, rng)) * len(part)
    return total / max(len(usable), 1)


def _members(torch: Any, tensors: Tensors, examples: list[Example], plan: Plan) -> Any:
    """z of every example, as ``Network.member`` computes it."""
    items = torch.from_numpy(np.concatenate([example.items for example in examples]))
    ends = np.cumsum([example.items.size for example in examples])
    starts = torch.from_numpy(np.concatenate(([0], ends[:-1])))
    scaled = [example.weights / np.float32(example.weights.sum() ** plan.averaging) for example in examples]
    bag = torch.nn.functional.embedding_bag
    return bag(
        items, tensors["sources"], starts, mode="sum", per_sample_weights=torch.from_numpy(np.concatenate(scaled))
    )
