from __future__ import annotations

import pytest

from accounts.models import User
from ratings.models import Review
from tests.adminpanel.moderation.world import make_moderator, make_review
from tests.factories import make_member


@pytest.fixture
def author(db: None) -> User:
    """Who writes what is reported."""
    return make_member("author", email="author@example.org")


@pytest.fixture
def review(author: User) -> Review:
    """What is reported."""
    return make_review(author)


@pytest.fixture
def moderator(db: None) -> User:
    """Somebody who may decide anything."""
    return make_moderator()
