"""A member's votes between teams of titles, as the models read them."""

from __future__ import annotations

from matchups.selectors.votes import member_votes
from recommender.dataset import IdMap, Votes

MOST_VOTES = 200  # the latest; older ones have long moved what is asked and what is rated


def load_votes(user_id: int, items: IdMap) -> Votes:
    """What a member preferred to what, as far as the model knows the titles; one query, the latest votes only."""
    votes = member_votes(user_id, MOST_VOTES)
    return Votes.from_external(
        items, [vote.left for vote in votes], [vote.right for vote in votes], [vote.share for vote in votes]
    )
