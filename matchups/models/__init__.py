"""Sets of four."""

from matchups.models.top4 import Top4Entry, Top4Set

__all__ = ["Top4Entry", "Top4Set"]
