"""Time that passes only when somebody waits."""

from __future__ import annotations


class Clock:
    """Unix time for breakers and budgets, and a sleep that moves it."""

    def __init__(self, now: float = 1_000_000_020.0) -> None:
        self.now = now
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        """Wait without waiting."""
        self.slept.append(round(seconds, 3))
        self.now += seconds
