"""When an experiment ends, and who has won."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from recommender.experiments.looks import Look


class Finding(StrEnum):
    """What can be said so far."""

    EARLY = "early"  # too few members have been seen
    OPEN = "open"  # the interval holds 0
    BETTER = "better"  # an arm is better than the control
    WORSE = "worse"  # no arm is better, and one is worse
    NOTHING = "nothing"  # the time is over and nothing was found
    UNEVEN = "uneven"  # the numbers of members do not fit the weights: nothing can be said


@dataclass(frozen=True, slots=True)
class Decision:
    """The finding, whether the experiment is to end with it, and which arm won, by its key ("" for none)."""

    finding: Finding
    ends: bool
    winner: str = ""


def decide(sequences: Mapping[str, Sequence[Look]], *, control: str, day: int, horizon: int, is_even: bool) -> Decision:
    """What follows from each arm's looks against the control, `day` days after the start.

    A look that excluded 0 on any day decides, and stays decided. With several arms, all must be told apart from the
    control before it ends early; the winner is the one with the largest latest difference among those that are better,
    or the control where all others are worse.
    """
    over = day >= horizon
    if not is_even:
        return Decision(Finding.UNEVEN, ends=over)
    better = {key: seen for key, seen in sequences.items() if any(look.low > 0 for look in seen)}
    worse = {key for key, seen in sequences.items() if key not in better and any(look.high < 0 for look in seen)}
    ends = over or (bool(sequences) and len(better) + len(worse) == len(sequences))
    if better:
        return Decision(Finding.BETTER, ends, max(better, key=lambda key: (better[key][-1].effect, key)))
    if worse:
        return Decision(Finding.WORSE, ends, control if len(worse) == len(sequences) else "")
    if over:
        return Decision(Finding.NOTHING, ends=True)
    seen_any = any(len(seen) for seen in sequences.values())
    return Decision(Finding.OPEN if seen_any else Finding.EARLY, ends=False)
