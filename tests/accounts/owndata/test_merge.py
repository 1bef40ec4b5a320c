"""Two accounts of one person: nothing is lost, nothing is counted twice."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.exceptions import MergeRefusedError
from accounts.models import (
    ApiToken,
    Block,
    Follow,
    Notification,
    Passkey,
    Profile,
    RecoveryCode,
    SecurityEvent,
    TotpDevice,
    User,
    Wallet,
)
from accounts.owndata.registry import sections
from accounts.services.merging import merge_accounts
from accounts.services.security import NOWHERE
from catalog.models import Title, TitleStats
from matchups.models import Top4Set
from ratings.models import AnonymousRating, Rating, Review, SavedTitle, TitleList
from ratings.services.rating import rate_title
from ratings.services.rebuild import rebuild_stats
from ratings.services.reviews import set_review_like, write_review
from tests.accounts.owndata.conftest import FIRST, SECOND
from tests.accounts.owndata.dump import mentions
from tests.accounts.owndata.lives import live

COUNTS = ("rating_count", "rating_total", "average", "review_count", "watchlist_count", "favorite_count")


def merge(target: User, source: User) -> list[str]:
    """As the page does it."""
    return merge_accounts(target=target, source=source, origin=NOWHERE)


def said(user: User, name: str) -> list[dict[str, Any]]:
    """A section's rows, without the news that an export or a merge is."""
    section = next(section for section in sections() if section.name == name)
    return [row for row in section.export(user) if row.get("kind") != "security"]


def keyed(name: str, row: dict[str, Any]) -> str:
    """What makes a row what it is, without what a merge may change about it."""
    ids = row.get("title", {}).get("ids", {}).get("imdb", "") if isinstance(row.get("title"), dict) else ""
    parts = {
        "shelves": ("shelf",), "diary": ("watched_on", "place", "is_rewatch"), "following": ("username",),
        "followers": ("username",), "blocks": ("username",), "mutes": ("username",), "searches": ("query",),
        "lists": ("name", "description"), "shared-lists": ("list", "state"), "wallets": ("address",),
        "passkeys": ("name",), "api-tokens": ("name",), "imports": ("file_name",), "import-lines": ("row",),
        "notifications": ("data", "kind"), "notification-preferences": ("kind", "channel"), "activity": ("kind",),
        "liked-reviews": ("author",), "ranking-answers": ("outcome", "created_at"), "ranking-stars": ("applied_at",),
        "votes": ("outcome", "cast_at"), "dismissed-picks": (), "ratings": (), "reviews": (),
        "shown-picks": (),
    }[name]  # fmt: skip
    return repr((ids, *(row[part] for part in parts)))


UNITED = (
    "shelves", "diary", "following", "followers", "blocks", "mutes", "searches", "lists", "shared-lists", "wallets",
    "passkeys", "api-tokens", "imports", "import-lines", "notifications", "notification-preferences", "activity",
    "liked-reviews", "dismissed-picks", "ratings", "reviews", "ranking-answers", "ranking-stars", "votes",
    "shown-picks",
)  # fmt: skip


@pytest.fixture
def both(full: User, other_member: User, friend: User, titles: list[Title]) -> tuple[User, User]:
    """Two full lives that overlap: the first stays, the second goes."""
    live(other_member, friend, [*titles[2:], *titles[:2]], "second", wallet=SECOND)
    other_member.refresh_from_db()
    return full, other_member


def test_all_of_both_is_there_after(both: tuple[User, User]) -> None:
    target, source = both
    wanted = {name: {keyed(name, row) for user in both for row in said(user, name)} for name in UNITED}
    merge(target, source)

    assert {name: {keyed(name, row) for row in said(target, name)} for name in UNITED} == wanted


def test_every_section_that_says_something_is_compared() -> None:
    others = {"account", "profile", "avatar", "top-fours", "second-factors", "logins", "security-events", "ranking"}
    others |= {"experiments"}  # nobody is in two arms
    others |= {"moderation", "reports", "appeals"}  # tests/adminpanel/moderation/test_own_data.py
    others |= {"telegram"}  # a member has one chat: tests/accounts/telegram

    assert {section.name for section in sections()} == {*UNITED, *others}


def test_sums_stay_true(both: tuple[User, User]) -> None:
    merge(*both)
    kept = list(TitleStats.objects.order_by("pk").values_list(*COUNTS))
    rebuild_stats()

    assert list(TitleStats.objects.order_by("pk").values_list(*COUNTS)) == kept
    assert AnonymousRating.objects.count() == 0


def test_source_is_gone_and_named_in_the_log_alone(both: tuple[User, User]) -> None:
    target, source = both
    name = source.username
    merge(target, source)

    assert not User.objects.filter(username=name).exists()
    assert set(mentions(name)) <= {"accounts.SecurityEvent", "accounts.Notification"}
    assert SecurityEvent.objects.filter(user=target, kind="merged").values_list("detail", flat=True).get() == "@arjun"


def test_newer_stars_hold(member: User, other_member: User, titles: list[Title]) -> None:
    early, late = datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)
    for title, (ours, theirs) in zip(titles, ((early, late), (late, early)), strict=False):
        rate_title(member=member, title_id=title.pk, value=1, now=ours)
        rate_title(member=other_member, title_id=title.pk, value=5, now=theirs)
    merge(member, other_member)

    assert list(Rating.objects.order_by("title_id").values_list("user", "value", "created_at", "updated_at")) == [
        (member.pk, 5, early, late),
        (member.pk, 1, early, late),
    ]
    assert list(
        TitleStats.objects.filter(pk__in=[title.pk for title in titles[:2]])
        .order_by("pk")
        .values_list("rating_count", "rating_total")
    ) == [(1, 500), (1, 100)]


def test_two_reviews_of_a_title_become_one_text_with_all_likes(
    member: User, other_member: User, friend: User, titles: list[Title]
) -> None:
    ours = write_review(member=member, title_id=titles[0].pk, text="At first.")
    theirs = write_review(member=other_member, title_id=titles[0].pk, text="On reflection.", contains_spoilers=True)
    for review in (ours, theirs):
        set_review_like(member=friend, review_id=review.pk, liked=True)
    set_review_like(member=other_member, review_id=ours.pk, liked=True)
    merge(member, other_member)

    review = Review.objects.get(title=titles[0])
    assert (review.user, review.text, review.contains_spoilers, review.like_count) == (
        member, "On reflection.\n\nAt first.", True, 1,
    )  # fmt: skip
    assert list(review.likes.values_list("user", flat=True)) == [friend.pk]
    assert TitleStats.objects.get(pk=titles[0].pk).review_count == 1


def test_current_top_four_stays_and_the_other_is_history(both: tuple[User, User]) -> None:
    target, source = both
    current = Top4Set.objects.get(owner_key=target.pk)
    merge(target, source)

    assert Top4Set.objects.get(owner_key=target.pk) == current
    assert Top4Set.objects.filter(owner=target).count() == 4
    assert Top4Set.objects.exclude(owner=target).exclude(owner__username__startswith="chooser").count() == 0


def test_top_four_of_the_source_is_current_where_there_is_none(full: User, other_member: User) -> None:
    current = Top4Set.objects.get(owner_key=full.pk)
    merge(other_member, full)

    assert Top4Set.objects.get(owner_key=other_member.pk) == current


def test_shelf_of_the_source_follows_in_its_order(both: tuple[User, User], titles: list[Title]) -> None:
    target, source = both
    merge(target, source)

    for kind in ("watchlist", "favorite", "seen"):
        shelf = SavedTitle.objects.filter(user=target, kind=kind).order_by("position")
        assert list(shelf.values_list("position", flat=True)) == [0, 1]


def test_lists_of_one_name_keep_it_and_get_another_address(both: tuple[User, User]) -> None:
    target, source = both
    merge(target, source)

    assert sorted(TitleList.objects.filter(owner=target).values_list("name", "slug")) == [
        ("Rainy days", "rainy-days"), ("Rainy days", "rainy-days-2"), ("canary list", "canary-list"),
        ("second list", "second-list"),
    ]  # fmt: skip


def test_what_opens_the_account_comes_along(both: tuple[User, User]) -> None:
    target, source = both
    hashed = User.objects.get(pk=target.pk).password
    merge(target, source)

    assert {wallet.address_key for wallet in Wallet.objects.filter(user=target)} == {FIRST, SECOND}
    assert Passkey.objects.filter(user=target).count() == ApiToken.objects.filter(user=target).count() == 2
    assert TotpDevice.objects.get().user == target
    assert TotpDevice.objects.get().secret == "canary-totpsecret"
    assert list(RecoveryCode.objects.values_list("user", "digest")) == [(target.pk, "canary-recoverydigest")]
    assert User.objects.get(pk=target.pk).password == hashed


def test_passkey_that_comes_along_brings_recovery_codes(full: User, other_member: User) -> None:
    assert len(merge(other_member, full)) == 10
    assert RecoveryCode.objects.filter(user=other_member).count() == 10


def test_confirmed_address_comes_along_where_there_is_none(member: User, other_member: User) -> None:
    User.objects.filter(pk=other_member.pk).update(email_key="arjun@example.org", email_verified_at=datetime.now(UTC))
    merge(member, other_member)

    kept = User.objects.get()
    assert (kept.username, kept.email, kept.email_key) == ("meera", "arjun@example.org", "arjun@example.org")


def test_confirmed_address_of_the_target_stays(member: User, other_member: User) -> None:
    for user in (member, other_member):
        User.objects.filter(pk=user.pk).update(email_key=user.email, email_verified_at=datetime.now(UTC))
    merge(member, other_member)

    assert User.objects.get().email_key == "meera@example.org"


def test_follows_between_the_two_and_of_blocked_ones_vanish(member: User, other_member: User, friend: User) -> None:
    Follow.objects.create(follower=member, followed=other_member)
    Follow.objects.create(follower=friend, followed=other_member)
    Follow.objects.create(follower=member, followed=friend)
    Block.objects.create(blocker=other_member, blocked=friend)
    Notification.objects.create(recipient=member, actor=other_member, kind="followed")
    merge(member, other_member)

    assert list(Block.objects.values_list("blocker", "blocked")) == [(member.pk, friend.pk)]
    assert not Follow.objects.exists()
    assert not Notification.objects.filter(actor=member).exists()


def test_profile_is_filled_in_and_the_more_private_wish_holds(member: User, other_member: User) -> None:
    Profile.objects.filter(user=member).update(display_name="Meera", content_languages=["te"])
    Profile.objects.filter(user=other_member).update(
        display_name="Arjun", bio="Sees much", content_languages=["ta", "te"], is_private=True
    )
    merge(member, other_member)

    kept = Profile.objects.get()
    assert (kept.display_name, kept.bio, kept.content_languages, kept.is_private) == (
        "Meera", "Sees much", ["te", "ta"], True,
    )  # fmt: skip


@pytest.mark.parametrize("state", [{"is_active": False}, {"is_staff": True}, {"is_superuser": True}, {"is_demo": True}])
def test_closed_and_curators_accounts_are_not_taken_in(
    state: dict[str, bool], member: User, other_member: User
) -> None:
    User.objects.filter(pk=other_member.pk).update(**state)
    with pytest.raises(MergeRefusedError):
        merge(member, other_member)

    assert User.objects.count() == 2


def test_account_is_not_merged_into_itself(member: User) -> None:
    with pytest.raises(MergeRefusedError):
        merge(member, member)


def test_merge_that_fails_half_way_moves_nothing(both: tuple[User, User], monkeypatch: pytest.MonkeyPatch) -> None:
    target, source = both
    before = [said(user, name) for user in both for name in UNITED]

    def fail(*_: Any) -> None:
        raise RuntimeError("half way")

    monkeypatch.setattr(sections()[-1], "merge", fail)
    with pytest.raises(RuntimeError, match="half way"):
        merge(target, source)

    assert [said(user, name) for user in both for name in UNITED] == before
