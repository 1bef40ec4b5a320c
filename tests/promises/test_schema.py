"""S34: the API against its own schema, with as many cases as were promised."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from accounts.models import User
from accounts.services.tokens import start_family
from tests.api.test_schema import OPERATIONS, _keep_connection, generated, reader
from tests.promises.conftest import SCALE, Report

__all__ = ["_keep_connection", "reader"]  # fixtures are found by their names here
pytestmark = [pytest.mark.chaos, pytest.mark.slow]
CASES = 10_000
ROLES = ("visitor", "member")
#: Of an operation and role; operations without parameters have one case each, so the others need more than their share.
EXAMPLES = max(1, round(160 * SCALE))
asked: Counter[str] = Counter()
failed: list[str] = []


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
@pytest.mark.parametrize("role", ROLES)
def test_answers_are_as_the_schema_says(operation: Any, role: str, reader: User) -> None:
    headers = {"Authorization": f"Bearer {start_family(user=reader).access}"} if role == "member" else {}
    failed.append(f"{role} {operation.label}")

    asked[role] += generated(operation, headers, EXAMPLES)

    failed.pop()


def test_so_many_were_asked(report: Report) -> None:
    total = sum(asked.values())
    report(
        "S34 generated requests (schemathesis)",
        f"{total:,} cases on {len(OPERATIONS)} operations, {asked['visitor']:,} of them as visitor: "
        f"{len(failed)} operations with 5xx, undocumented status or shape",
        f"{round(CASES * SCALE):,} cases, 0",
        not failed and total >= CASES * SCALE,
    )
    assert failed == []
    assert total >= CASES * SCALE
