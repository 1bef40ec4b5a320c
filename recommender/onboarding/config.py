"""Settings of the interview."""

from dataclasses import dataclass

from recommender.algorithms.config import Config, require


@dataclass(frozen=True)
class InterviewConfig(Config):
    """titles: how many may be asked about, the most rated ones; each_language: how many of them are kept for the most
    rated titles of each language; least_ratings: below which a title is not asked about.

    members: how many members stand for all tastes; least_known: how many of the titles such a member must know.
    rank: of the smoothing; liked: rating from which a title is liked; branches: courses of answers that are looked at
    where several titles are asked at once; seed: of the choice of members.
    """

    titles: int = 300
    each_language: int = 20
    least_ratings: int = 5
    members: int = 800
    least_known: int = 5
    rank: int = 10
    liked: float = 3.5
    branches: int = 27
    seed: int = 0

    def validate(self) -> None:
        """Ranges."""
        require(self.titles >= 1, "titles must be at least 1")
        require(self.each_language >= 0, "each_language must not be negative")
        require(self.least_ratings >= 1, "least_ratings must be at least 1")
        require(self.members >= 1, "members must be at least 1")
        require(self.least_known >= 1, "least_known must be at least 1")
        require(self.rank >= 1, "rank must be at least 1")
        require(0 < self.liked <= 5, "liked lies between 0 and 5")
        require(self.branches >= 1, "branches must be at least 1")
        require(self.seed >= 0, "seed must not be negative")
