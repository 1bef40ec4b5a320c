"""Rows for tests, with only what a test does not care about filled in."""

from __future__ import annotations

from typing import Any

from accounts.models import Profile, User
from catalog.dedup.normalise import make_slug, sort_title
from catalog.models import Title, TitleStats


def make_title(title: str = "Eega", **fields: Any) -> Title:
    """A published title with its row of sums."""
    values = {
        "title": title,
        "original_title": title,
        "sort_title": sort_title(title),
        "slug": make_slug(title),
        "language": "te",
        "year": 2012,
        **fields,
    }
    row = Title.objects.create(**values)
    TitleStats.objects.get_or_create(title=row)
    return row


def make_titles(count: int, **fields: Any) -> list[Title]:
    """Several, by number."""
    return [make_title(f"Title {number:03d}", **fields) for number in range(count)]


def make_member(username: str = "nila", password: str = "nine yellow lamps", **fields: Any) -> User:
    """A member with a profile."""
    user = User.objects.create_user(username=username, password=password, **fields)
    Profile.objects.create(user=user)
    return user
