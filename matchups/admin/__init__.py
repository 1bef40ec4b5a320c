"""The curator's side of the matchups."""

from matchups.admin import findings, log, sets, standings

__all__ = ["findings", "log", "sets", "standings"]
