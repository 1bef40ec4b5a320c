"""Secrets never reach a log line."""

from __future__ import annotations

import json
import logging

import pytest
import structlog

from moviesite.ops.redaction import MASK, mask_text, redact_secrets
from moviesite.settings.parts.logs import logging_config

CANARIES = (
    "https://api.example/3/movie/1?api_key=CANARY0123456789&page=2",
    "Authorization: Bearer CANARY0123456789.abc",
    "token eyJCANARY0123456789.eyJhbGciOiJ9.c2lnbmF0dXJl",
    "https://api.telegram.org/bot12345:CANARY0123456789/sendMessage",
    "mail to CANARY0123456789@example.org",
)


@pytest.mark.parametrize("text", CANARIES)
def test_text_is_masked(text: str) -> None:
    assert "CANARY0123456789" not in mask_text(text)


@pytest.mark.parametrize("name", ["password", "refresh", "api_key", "X-Authorization", "signature", "sessionid_cookie"])
def test_telling_names_lose_their_values(name: str) -> None:
    assert redact_secrets(None, "info", {name: "CANARY0123456789"}) == {name: MASK}


def test_one_event_is_one_line() -> None:
    event = redact_secrets(None, "info", {"username": "meera\r\n2026-01-01 [info] forged"})

    assert event == {"username": "meera\\r\\n2026-01-01 [info] forged"}


def test_production_lines_are_json_without_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    config = logging_config(level="INFO", as_json=True)
    handler = logging.StreamHandler()
    formatter = config["formatters"]["structured"]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=formatter["foreign_pre_chain"], processors=formatter["processors"]
        )
    )
    logger = logging.getLogger("tests.redaction")
    logger.addHandler(handler)
    try:
        for text in CANARIES:
            logger.warning("fetch failed: %s", text)
    finally:
        logger.removeHandler(handler)

    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == len(CANARIES)
    assert [json.loads(line)["level"] for line in lines] == ["warning"] * len(CANARIES)
    assert "CANARY0123456789" not in "".join(lines)
