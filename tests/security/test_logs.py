"""What a failure writes into the logs."""

from __future__ import annotations

import logging
import sys

import pytest
import structlog

from moviesite.settings.parts.logs import logging_config


def _fail(password: str) -> None:
    raise RuntimeError("the database is away")


@pytest.mark.parametrize("as_json", [True, False])
def test_a_traceback_shows_no_local_variables(as_json: bool) -> None:
    parts = logging_config(level="INFO", as_json=as_json)["formatters"]["structured"]
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=parts["processors"], foreign_pre_chain=parts["foreign_pre_chain"]
    )
    secret = "".join(("can", "ary"))  # not as a word in these lines, which a traceback does show

    try:
        _fail(secret)
    except RuntimeError:
        record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())
    written = formatter.format(record)

    assert "the database is away" in written
    assert "_fail" in written
    assert secret not in written
