"""What made votes do to a board, and whom the tests for them suspect wrongly.

    python -m benchmarks.vote_abuse

5,000 honest votes about 300 sets; then 500 wallets behind five networks prefer one set, for 24 targets spread over the
board. The weights, the shares of networks and the tests are those of ``matchups.abuse``, the boards those of
``matchups.bradley_terry.fit``, in the order of the lower bounds. ``--quick`` takes one seed and four targets. Progress
goes to stderr, the tables to stdout.
"""

import argparse
import sys
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from benchmarks.matchup_world import World
from matchups.abuse import (
    NETWORK_VOICES,
    OUTLIER_LIMIT,
    OUTLIER_VOTES,
    RING_LIMIT,
    Evidence,
    answer_probability,
    choosiness,
    has_room,
    outlier_score,
    ring_score,
    shared_trust,
    trust_of,
)
from matchups.board import order
from matchups.bradley_terry import Fit, Outcomes, fit, interval
from matchups.bradley_terry.outcomes import FloatArray, IntArray
from recommender.evaluation.report import text_table

SETS, FILMS = 300, 400
VOTERS, VOTES_EACH = 250, 20
HOMES = 10  # large networks, behind which every other honest voter is; the rest are alone behind theirs
SKIPPED = 0.3  # of the pairs that an honest voter is offered
NETWORKS, WALLETS = 5, 100
TARGETS = 24
GOAL = 1.0  # per cent of the board
FRESH = Evidence(age_days=0, has_confirmed_email=False, has_wallet=True, active_days=1)
AGED = Evidence(age_days=30, has_confirmed_email=False, has_wallet=True, active_days=10)


@dataclass(frozen=True, eq=False)
class Votes:
    """Votes as arrays of equal length: voter, the two sets, the share of a (1 or 0) and the weight."""

    voter: IntArray
    a: IntArray
    b: IntArray
    share: FloatArray
    weight: FloatArray

    def board(self, sets: IntArray) -> Fit:
        """The fit of them."""
        return fit(Outcomes(sets, self.a, self.b, self.share, self.weight))

    def only(self, rows: IntArray) -> "Votes":
        """Those at these places."""
        return Votes(self.voter[rows], self.a[rows], self.b[rows], self.share[rows], self.weight[rows])

    def plus(self, other: "Votes") -> "Votes":
        """These, then those."""
        return Votes(
            np.concatenate([self.voter, other.voter]),
            np.concatenate([self.a, other.a]),
            np.concatenate([self.b, other.b]),
            np.concatenate([self.share, other.share]),
            np.concatenate([self.weight, other.weight]),
        )


@dataclass(frozen=True)
class Attack:
    """So many votes of each wallet, what is known of it, which rules are on, and how often it prefers the target."""

    name: str
    evidence: Evidence
    votes_each: int
    shared: bool
    tested: bool
    wins: float = 1.0

    def weight(self) -> float:
        """Of one wallet's votes: a network's accounts are all known by the time that they are checked."""
        if self.shared:
            return shared_trust(self.evidence, WALLETS).weight
        return trust_of(self.evidence).weight


ATTACKS = (
    Attack("fresh", FRESH, 1, shared=True, tested=True),
    Attack("fresh, 20 votes each", FRESH, 20, shared=True, tested=True),
    Attack("aged, no rule at all", AGED, 1, shared=False, tested=False),
    Attack("aged, networks share", AGED, 1, shared=True, tested=False),
    Attack("aged, share and tests", AGED, 1, shared=True, tested=True),
    Attack("aged, 20 votes each, networks share", AGED, 20, shared=True, tested=False),
    Attack("aged, 20 votes each, share and tests", AGED, 20, shared=True, tested=True),
    Attack("aged, 7 of 10 for it, share and tests", AGED, 1, shared=True, tested=True, wins=0.7),
)


def honest_votes(world: World, rng: np.random.Generator) -> Votes:
    """Each voter answers pairs drawn for them by their own taste."""
    voter = np.repeat(np.arange(VOTERS), VOTES_EACH)
    a, b = world.pairs(voter.size, rng)
    gap = world.pleasure[voter, a] - world.pleasure[voter, b]
    share = np.asarray(rng.random(voter.size) < expit(gap), dtype=np.float64)
    return Votes(voter, a, b, share, np.ones(voter.size))


def made_votes(target: int, attack: Attack, rng: np.random.Generator) -> Votes:
    """For the target as often as said, against sets drawn at random. Voters are numbered after the honest ones."""
    voter = VOTERS + np.repeat(np.arange(NETWORKS * WALLETS), attack.votes_each)
    others = (target + rng.integers(1, SETS, voter.size)) % SETS
    share = np.asarray(rng.random(voter.size) < attack.wins, dtype=np.float64)
    return Votes(voter, np.full(voter.size, target), others, share, np.full(voter.size, attack.weight()))


def probabilities(votes: Votes, board: Fit, tallies: dict[tuple[int, int], list[float]]) -> FloatArray:
    """How likely the crowd gives each answer: `tallies` hold wins of the lower and of the higher set of each pair."""
    found = np.empty(votes.a.size)
    for place, (a, b, share) in enumerate(zip(votes.a.tolist(), votes.b.tolist(), votes.share, strict=True)):
        wins = tallies.get((min(a, b), max(a, b)), [0.0, 0.0])
        agreeing = wins[int((share == 1.0) != (a < b))]
        strength = float(expit((board.sets[a] - board.sets[b]) * (1.0 if share == 1.0 else -1.0)))
        found[place] = answer_probability(agreeing, sum(wins), strength)
    return found


def count_pairs(votes: Votes) -> dict[tuple[int, int], list[float]]:
    """Wins of the lower and of the higher set by pair."""
    found: dict[tuple[int, int], list[float]] = {}
    for a, b, share in zip(votes.a.tolist(), votes.b.tolist(), votes.share, strict=True):
        found.setdefault((min(a, b), max(a, b)), [0.0, 0.0])[int((share == 1.0) != (a < b))] += 1
    return found


def unheld(votes: Votes, board: Fit, tallies: dict[tuple[int, int], list[float]]) -> tuple[Votes, int]:
    """Made votes that no test finds, and how many of the networks are found to be rings."""
    likely = probabilities(votes, board, tallies)
    network = (votes.voter - VOTERS) // WALLETS
    kept = np.ones(votes.a.size, dtype=np.bool_)
    rings = 0
    for number in range(NETWORKS):
        rows = np.flatnonzero(network == number)
        accounts: dict[int, list[tuple[bool, float]]] = {}
        for row in rows:
            won = bool(votes.share[row] == 1.0)
            p = float(likely[row]) if won else 1.0 - float(likely[row])
            accounts.setdefault(int(votes.voter[row]), []).append((won, p))
        if ring_score(accounts.values()) >= RING_LIMIT:
            kept[rows] = False
            rings += 1
    return votes.only(np.flatnonzero(kept)), rings


def place_of(board: Fit, target: int) -> int:
    """Its place on the board, from 1."""
    low, _ = interval(board.sets, board.set_errors)
    return 1 + int(np.flatnonzero(order(low) == target)[0])


def attack_table(seeds: list[int], targets: int) -> dict[str, dict[str, float]]:
    """Places that targets gain, as a part of the board, by attack."""
    moves: dict[str, list[tuple[int, int, float, int]]] = {attack.name: [] for attack in ATTACKS}
    for seed in seeds:
        world, rng = World.generate(SETS, FILMS, VOTERS, seed), np.random.default_rng((seed, 2))
        honest = honest_votes(world, rng)
        board, tallies = honest.board(world.sets), count_pairs(honest)
        low, _ = interval(board.sets, board.set_errors)
        chosen = order(low)[np.linspace(5, SETS - 1, targets).astype(int)]
        for target in chosen.tolist():
            for attack in ATTACKS:
                made, rings = made_votes(target, attack, rng), 0
                if attack.tested:
                    made, rings = unheld(made, board, tallies)
                after = place_of(honest.plus(made).board(world.sets), target)
                moves[attack.name].append((place_of(board, target), after, float(made.weight.sum()), rings))
        print(f"seed {seed} done", file=sys.stderr)
    return {name: _summary(rows) for name, rows in moves.items()}


def _summary(rows: list[tuple[int, int, float, int]]) -> dict[str, float]:
    gains = [100 * (before - after) / SETS for before, after, _, _ in rows]
    return {
        "place before": float(np.mean([row[0] for row in rows])),
        "place after": float(np.mean([row[1] for row in rows])),
        "moved %": float(np.mean(gains)),
        "most moved %": float(np.max(np.abs(gains))),
        "weight that counts": float(np.mean([row[2] for row in rows])),
        "networks found": float(np.mean([row[3] for row in rows])),
    }


def honest_table(seeds: list[int]) -> dict[str, dict[str, float]]:
    """How many honest voters, and networks with a set, each test suspects; and how many honest votes wait."""
    counts = {"outliers": [0, 0], "choosy accounts": [0, 0], "rings": [0, 0], "votes that wait": [0, 0]}
    for seed in seeds:
        world, rng = World.generate(SETS, FILMS, VOTERS, seed), np.random.default_rng((seed, 2))
        honest = honest_votes(world, rng)
        likely = _without_own(honest, honest.board(world.sets), count_pairs(honest))
        shares = rng.random(VOTERS) < 0.5
        home = np.where(shares, rng.integers(0, HOMES, VOTERS), HOMES + np.arange(VOTERS))[honest.voter]
        for voter in range(VOTERS):
            mine = honest.voter == voter
            _add(counts["outliers"], outlier_score(likely[mine].tolist()) >= OUTLIER_LIMIT)
            _add(counts["choosy accounts"], _choosy(honest, mine, rng))
        for voices in _cells(honest, home, likely):
            if len(voices) >= OUTLIER_VOTES:
                _add(counts["rings"], ring_score(voices.values()) >= RING_LIMIT)
        waiting = _waiting(honest, home)
        counts["votes that wait"][0] += waiting
        counts["votes that wait"][1] += honest.a.size
    return {name: {"found": hit, "of": of, "%": 100 * hit / max(of, 1)} for name, (hit, of) in counts.items()}


def _add(count: list[int], found: bool) -> None:
    count[0] += found
    count[1] += 1


def _without_own(votes: Votes, board: Fit, tallies: dict[tuple[int, int], list[float]]) -> FloatArray:
    """As ``probabilities``, each vote left out of the tally of its pair."""
    found = np.empty(votes.a.size)
    for place in range(votes.a.size):
        one = votes.only(np.array([place]))
        a, b, share = int(one.a[0]), int(one.b[0]), one.share[0]
        wins = list(tallies[min(a, b), max(a, b)])
        wins[int((share == 1.0) != (a < b))] -= 1
        found[place] = probabilities(one, board, {(min(a, b), max(a, b)): wins})[0]
    return found


def _choosy(votes: Votes, mine: npt.NDArray[np.bool_], rng: np.random.Generator) -> bool:
    """Whether the account seems to answer for one set, where it passes some of all pairs over at random."""
    pairs = np.concatenate([votes.a[mine], votes.b[mine]])
    numbers = np.unique(pairs, return_counts=True)[1]
    most, answered = int(numbers.max()), int(mine.sum())
    skipped = round(answered * SKIPPED / (1 - SKIPPED))
    others = int((rng.random(skipped) < 2 / SETS).sum())
    return choosiness(most, answered, most + others, answered + skipped) >= RING_LIMIT


def _cells(votes: Votes, home: IntArray, likely: FloatArray) -> list[dict[int, list[tuple[bool, float]]]]:
    """For each network and set its accounts' answers about it: whether they prefer it, and how likely that was."""
    found: dict[tuple[int, int], dict[int, list[tuple[bool, float]]]] = {}
    for row in range(votes.a.size):
        for side, wins in ((votes.a[row], votes.share[row] == 1.0), (votes.b[row], votes.share[row] == 0.0)):
            p = float(likely[row]) if wins else 1.0 - float(likely[row])
            cell = found.setdefault((int(home[row]), int(side)), {})
            cell.setdefault(int(votes.voter[row]), []).append((bool(wins), p))
    return list(found.values())


def _waiting(votes: Votes, home: IntArray) -> int:
    """Honest votes for which their network has no voice left, if no account is older than a month."""
    spent: dict[tuple[int, int], set[int]] = {}
    waiting = 0
    columns = (votes.voter.tolist(), home.tolist(), votes.a.tolist(), votes.b.tolist())
    for voter, network, a, b in zip(*columns, strict=True):
        cells = [spent.setdefault((network, side), set()) for side in (a, b)]
        if all(has_room(1.0, [1.0] * len(cell - {voter})) for cell in cells):
            for cell in cells:
                cell.add(voter)
        else:
            waiting += 1
    return waiting


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one seed, four targets")
    quick = parser.parse_args().quick
    seeds, targets = ([0], 4) if quick else ([0, 1, 2], TARGETS)
    rows = attack_table(seeds, targets)
    wallets = NETWORKS * WALLETS
    print(f"{VOTERS * VOTES_EACH} honest votes, {SETS} sets; {wallets} wallets, {NETWORKS} networks; seeds {seeds}\n")
    print(text_table(rows))
    print()
    for attack in ATTACKS:
        if attack.tested:
            most = rows[attack.name]["most moved %"]
            print(f"{attack.name}: at most {most:.2f} % of the board, {'reached' if most < GOAL else 'MISSED'}")
    print(f"voices of a network: {NETWORK_VOICES:g}\n")
    print(text_table(honest_table(seeds)))


if __name__ == "__main__":
    main()
