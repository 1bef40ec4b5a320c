"""Logging out."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db


def test_leaving_clears_what_the_browser_kept(client: Client, member: User) -> None:
    client.force_login(member)

    answer = client.post("/logout/")

    assert answer["Clear-Site-Data"] == '"cache"'
    assert answer["Location"] == "/"


def test_a_link_of_another_site_clears_nothing(client: Client) -> None:
    assert client.get("/logout/").has_header("Clear-Site-Data") is False
