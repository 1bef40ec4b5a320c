"""Where a form may lead back to."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from moviesite.common.fragments import safe_path


@pytest.mark.parametrize(
    ("candidate", "path"),
    [
        ("/feed/?page=2", "/feed/?page=2"),
        ("http://testserver/feed/", "/feed/"),
        ("//evil.example/", "/"),
        ("http://testserver//evil.example/", "/evil.example/"),
        ("https://evil.example/feed/", "/"),
        ("javascript:alert(1)", "/"),
        ("feed", "/"),
        ("a b", "/"),
        ("-1", "/"),
        ("?page=2", "/"),
        ("", "/"),
        (None, "/"),
    ],
)
def test_only_paths_of_this_site_are_followed(candidate: str | None, path: str) -> None:
    assert safe_path(RequestFactory().get("/"), candidate, default="home") == path
