"""Rules look at reviews that come back from an export, in the background and once."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Notification, User
from accounts.services.owndata import restore_account
from adminpanel import moderation_receivers
from adminpanel.models import AutomodHit, AutomodRule, ModerationCase
from adminpanel.moderation_tasks import look_at_reviews
from catalog.models import TitleStats
from moviesite.events.models import OutboxEvent
from ratings.models import Review
from tests.accounts.owndata.test_restore import packed
from tests.adminpanel.moderation.world import make_review
from tests.factories import make_member, make_title

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rule() -> AutomodRule:
    """Holds back whatever praises lamps."""
    return AutomodRule.objects.create(name="lamps", match="phrase", pattern="my lamps", action="hold", is_active=True)


@pytest.fixture
def archive(author: User) -> bytes:
    """An export with a review that praises lamps and one that does not; its owner has left."""
    make_review(author)
    title = make_title("Another film")
    Review.objects.create(user=author, title=title, text="A fine film.")
    data = packed(author)
    author.delete()
    return data


def bring_back(member: User, archive: bytes) -> None:
    restore_account(user=member, upload=SimpleUploadedFile("export.zip", archive))


def test_a_restored_review_is_held_like_a_new_one(archive: bytes, rule: AutomodRule) -> None:
    member = make_member("again")

    bring_back(member, archive)

    hidden = {review.text: review.hidden_at is not None for review in Review.objects.filter(user=member)}
    assert hidden == {"Buy my lamps.": True, "A fine film.": False}
    held = Review.objects.get(user=member, text="Buy my lamps.")
    assert list(AutomodHit.objects.values_list("rule", "object_id")) == [(rule.pk, held.pk)]
    assert ModerationCase.objects.values_list("owner", "is_held").get() == (member.pk, True)
    assert TitleStats.objects.get(pk=held.title_id).review_count == 0


def test_what_comes_back_twice_is_looked_at_once(archive: bytes, rule: AutomodRule) -> None:
    member = make_member("again")
    bring_back(member, archive)
    ids = list(Review.objects.filter(user=member).values_list("pk", flat=True))

    bring_back(member, archive)
    look_at_reviews(review_ids=ids)

    assert OutboxEvent.objects.filter(type="reviews_restored").count() == 1
    assert (AutomodHit.objects.count(), Notification.objects.filter(recipient=member).count()) == (1, 1)


def test_no_page_waits_for_it(archive: bytes, rule: AutomodRule, monkeypatch: pytest.MonkeyPatch) -> None:
    queued: list[list[int]] = []
    monkeypatch.setattr(moderation_receivers.look_at_reviews, "delay", lambda review_ids: queued.append(review_ids))
    member = make_member("again")

    bring_back(member, archive)

    ids = list(Review.objects.filter(user=member).order_by("pk").values_list("pk", flat=True))
    assert (queued, AutomodHit.objects.count()) == ([ids], 0)
