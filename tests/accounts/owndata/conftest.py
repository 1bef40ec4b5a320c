"""Members with lives."""

from __future__ import annotations

import pytest

from accounts.models import User
from catalog.models import Title
from ratings.services.reviews import write_review
from tests.accounts.owndata.lives import live, make_catalog
from tests.factories import make_member

FIRST, SECOND = "0x" + "a1" * 20, "0x" + "b2" * 20


@pytest.fixture
def titles(db: None) -> list[Title]:
    """Eight of them."""
    return make_catalog()


@pytest.fixture
def friend(titles: list[Title]) -> User:
    """Somebody whom everybody knows, and who wrote a review."""
    user = make_member("friend")
    write_review(member=user, title_id=titles[6].pk, text="A friend's words")
    return user


@pytest.fixture
def full(member: User, friend: User, titles: list[Title]) -> User:
    """A member who has touched every table."""
    live(member, friend, titles, "canary", wallet=FIRST)
    member.refresh_from_db()
    return member
