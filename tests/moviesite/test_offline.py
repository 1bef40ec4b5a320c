"""The worker at the root of the site, and the page it keeps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client


def test_the_worker_is_served_from_the_root(client: Client) -> None:
    response = client.get("/sw.js")

    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "no-cache"
    assert response.content == Path(settings.BASE_DIR, "static/js/service-worker.js").read_bytes()


def test_everything_the_worker_keeps_exists(client: Client) -> None:
    pieces = re.findall(r'"(/[^"]+)"', client.get("/sw.js").content.decode())

    static = [piece.removeprefix("/static/") for piece in pieces if piece.startswith("/static/")]
    assert len(static) == len(pieces) - 1 > 5
    assert [piece for piece in static if not Path(settings.BASE_DIR, "static", piece).is_file()] == []


@pytest.mark.django_db
def test_the_offline_page_is_the_same_for_everybody(client: Client) -> None:
    response = client.get("/offline/")

    assert (response.status_code, response["Cache-Control"]) == (200, "public, max-age=3600")
    assert not response.cookies
