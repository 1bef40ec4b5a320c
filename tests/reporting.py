"""One line for each promise that is kept by a number."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

Report = Callable[[str, str, str, bool], None]


@pytest.fixture
def report(capsys: pytest.CaptureFixture[str]) -> Report:
    """Print what was promised, what was measured and what it must be."""

    def tell(promise: str, figure: str, must: str, met: bool) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n| {promise} | {figure} | {must} | {'met' if met else 'NOT MET'} |\n")

    return tell
