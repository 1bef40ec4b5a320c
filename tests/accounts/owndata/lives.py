"""A member who has touched every table, with words of their own in all of them."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from PIL import Image

from accounts.models import (
    Activity,
    ApiToken,
    Block,
    BrowserSession,
    Delivery,
    Follow,
    Mute,
    Notification,
    NotificationFeed,
    NotificationPreference,
    Passkey,
    Profile,
    RecoveryCode,
    RefreshFamily,
    SecurityEvent,
    SignInNonce,
    TelegramChat,
    TelegramCode,
    TelegramMessage,
    TotpDevice,
    User,
    Wallet,
)
from accounts.services.avatars import set_avatar
from adminpanel.models import Appeal, ModerationCase, ModerationDecision, Report
from catalog.enums import Source
from catalog.models import ExternalId, Title
from catalog.services.search_history import record_search
from matchups.models import Comparison, Top4Set
from matchups.services.top4 import set_top4
from matchups.services.voting import cast_vote, undo_vote
from ratings.enums import ItemState, SavedKind
from ratings.models import DiaryEntry, ImportItem, ImportJob, ImportPart, ListMember, Review
from ratings.ranking.evidence import Outcome
from ratings.selectors.ranking import held_ranking, next_duel
from ratings.services.diary import log_viewing
from ratings.services.lists import add_to_list, create_list, invite_to_list
from ratings.services.ranking import answer_question, leave_out, undo_answer
from ratings.services.ranking_stars import turn_into_stars, undo_stars
from ratings.services.rating import rate_title
from ratings.services.reviews import set_review_like, write_review
from ratings.services.shelves import set_saved
from recommender.enums import DismissalKind, OutcomeKind
from recommender.models import Arm, Dismissal, Experiment, Exposure, Impression
from recommender.models import Outcome as PickOutcome
from tests.factories import make_member, make_title
from tests.matchups.world import trusted, vote

#: What must never be in an export, with the member's tag before it.
SECRETS = ("passwordhash", "tokendigest", "totpsecret", "sessionkey", "recoverydigest", "publickey", "feedkey", "nonce")


def make_catalog(count: int = 8) -> list[Title]:
    """Titles that other sites know as well."""
    titles = [make_title(f"Film {number}", year=2000 + number) for number in range(count)]
    ExternalId.objects.bulk_create(
        ExternalId(title=title, source=source, value=f"{prefix}{number}")
        for number, title in enumerate(titles)
        for source, prefix in ((Source.TMDB_MOVIE, "10"), (Source.IMDB, "tt000000"))
    )
    return titles


def picture(colour: tuple[int, int, int] = (200, 40, 40)) -> bytes:
    """A small PNG."""
    data = io.BytesIO()
    Image.new("RGB", (64, 64), colour).save(data, "PNG")
    return data.getvalue()


def live(user: User, friend: User, titles: list[Title], tag: str, *, wallet: str) -> None:
    """Let a member do everything; `tag` stands in all that they write."""
    _be_somebody(user, tag, wallet)
    _say_things(user, titles, tag)
    _make_lists(user, friend, titles, tag)
    _know_people(user, friend, tag)
    _bring_history(user, titles, tag)
    _rank(user)
    set_top4(member=user, title_ids=[title.pk for title in titles[:4]])
    set_top4(member=user, title_ids=[title.pk for title in titles[1:5]])
    _vote(user, titles)
    Top4Set.objects.filter(owner=user).update(name=f"{tag} four")
    Dismissal.objects.create(user=user, title=titles[5], kind=DismissalKind.SEEN)
    _be_shown(user, titles, tag)
    _meet_moderators(user, friend, tag)


def _meet_moderators(user: User, friend: User, tag: str) -> None:
    """A report by the member, a decision about them, and their appeal."""
    theirs = ModerationCase.objects.get_or_create(kind="member", object_id=friend.pk, owner=friend)[0]
    Report.objects.create(case=theirs, reporter=user, reason="spam", note=f"{tag} report")
    own = ModerationCase.objects.get_or_create(kind="member", object_id=user.pk, owner=user)[0]
    decision = ModerationDecision.objects.create(case=own, action="warn", reason=f"{tag} rule")
    Appeal.objects.create(decision=decision, author=user, text=f"{tag} appeal")


def _be_shown(user: User, titles: list[Title], tag: str) -> None:
    """Two picks, one of them opened, in an experiment."""
    for place, title in enumerate(titles[:2]):
        Impression.objects.create(user=user, title=title, model=f"{tag} model", best_place=place, score=1.0)
    experiment, _ = Experiment.objects.get_or_create(key="lamps", name="Lamps", salt="salt")
    arm, _ = Arm.objects.get_or_create(experiment=experiment, key="bright")
    exposure = Exposure.objects.create(experiment=experiment, arm=arm, user=user, slates=1)
    PickOutcome.objects.create(exposure=exposure, kind=OutcomeKind.CLICK, title=titles[0], day=date(2025, 3, 1))


def _vote(user: User, titles: list[Title]) -> None:
    """An answer that counts, and one that was taken back."""
    ids = [title.pk for title in titles]
    fours = [[ids[place] for place in places] for places in ((0, 1, 3, 6), (2, 4, 5, 7))]
    sets = [set_top4(member=make_member(f"chooser{user.pk}x{n}"), title_ids=four) for n, four in enumerate(fours)]
    voter = trusted(user)
    vote(voter, sets[0], sets[1])
    undo_vote(voter=voter)
    cast_vote(voter=voter, comparison_id=Comparison.objects.get(voter=user).pk, outcome="b")


def _be_somebody(user: User, tag: str, wallet: str) -> None:
    now = timezone.now()
    User.objects.filter(pk=user.pk).update(
        password=f"{tag}-passwordhash", first_name=f"{tag} first", last_name=f"{tag} last", last_login=now
    )
    user.groups.add(Group.objects.get_or_create(name="readers")[0])
    user.user_permissions.add(Permission.objects.order_by("pk").first())
    Profile.objects.filter(user=user).update(
        display_name=f"{tag} name", bio=f"{tag} bio", region="IN", time_zone="Asia/Kolkata", favorite_genres=["drama"],
        services=[f"{tag}-service"],
        content_languages=["te"], muted_languages=["de"], diary_visibility="followers", digest="daily", show_adult=True,
    )  # fmt: skip
    set_avatar(user=user, data=picture())
    Wallet.objects.create(user=user, address=wallet, last_used_at=now)
    chat = TelegramChat.objects.create(user=user, chat_id=99_000_000 + user.pk).chat_id
    TelegramMessage.objects.create(chat=str(chat), key=f"{tag}-said")
    TelegramCode.objects.create(user=user, digest=f"{tag}-codedigest", expires_at=now + timedelta(minutes=10))
    ApiToken.objects.create(user=user, name=f"{tag} token", prefix="mrqt_ab", digest=f"{tag}-tokendigest", scopes=[])
    Passkey.objects.create(
        user=user, name=f"{tag} passkey", credential_id=f"{tag}-id", credential_key=f"{tag}-key",
        public_key=f"{tag}-publickey".encode(),
    )  # fmt: skip
    TotpDevice.objects.create(user=user, secret=f"{tag}-totpsecret", confirmed_at=now)
    RecoveryCode.objects.create(user=user, digest=f"{tag}-recoverydigest")
    agent = f"{tag} agent"
    BrowserSession.objects.create(user=user, session_key=f"{tag}-sessionkey", user_agent=agent)
    later = now + timedelta(days=1)
    RefreshFamily.objects.create(user=user, expires_at=later, absolute_expires_at=later, user_agent=agent)
    SecurityEvent.objects.create(user=user, kind="logged_in", detail=f"{tag} event", user_agent=agent)
    SignInNonce.objects.create(value=f"{tag}-nonce", purpose="link", user=user, expires_at=later)
    LogEntry.objects.create(
        user=user, action_flag=2, content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk),
        object_repr=f"{tag} changed",
    )  # fmt: skip
    record_search(user_id=user.pk, query=f"{tag} search")
    record_search(user_id=user.pk, query="telugu films")


def _say_things(user: User, titles: list[Title], tag: str) -> None:
    begun = datetime(2025, 3, 1, 20, tzinfo=UTC)
    for number, title in enumerate(titles[:6]):
        rate_title(member=user, title_id=title.pk, value=number / 2 + 1, now=begun + timedelta(days=number))
    review = write_review(member=user, title_id=titles[0].pk, text=f"{tag} review, with = and <b>", now=begun)
    Review.objects.filter(pk=review.pk).update(language="en", created_at=begun)
    for day, again in ((date(2025, 3, 1), False), (date(2025, 4, 1), True)):
        log_viewing(
            member=user, title_id=titles[0].pk, watched_on=day, is_rewatch=again, tags=[f"{tag} tag", "rain"],
            place=f"{tag} place", rating=1, review_id=review.pk,
        )  # fmt: skip
    DiaryEntry.objects.filter(user=user, is_rewatch=True).update(source_key="line-1", review=None)
    for kind, title in zip(SavedKind, titles[5:8], strict=False):
        set_saved(member=user, title_id=title.pk, kind=kind, saved=True)


def _rank(user: User) -> None:
    """Some duels, one of them undone, and the order turned into stars and back."""
    stars = held_ranking(user).state.stars
    for number in range(5):
        duel = next_duel(user)
        assert duel.left is not None
        assert duel.right is not None
        worse = Outcome.LEFT if stars[duel.left.id] < stars[duel.right.id] else Outcome.RIGHT
        answer_question(member=user, question=duel.question, outcome=Outcome.SKIP if number == 1 else worse)
    undo_answer(member=user)
    turn_into_stars(member=user)
    undo_stars(member=user)
    leave_out(member=user, title_id=held_ranking(user).state.order[-1])


def _make_lists(user: User, friend: User, titles: list[Title], tag: str) -> None:
    own = create_list(owner=user, name=f"{tag} list", description=f"{tag} words", visibility="unlisted", is_ranked=True)
    create_list(owner=user, name="Rainy days")
    for title in (titles[3], titles[1]):
        add_to_list(member=user, list_id=own.pk, title_id=title.pk, note=f"{tag} note")
    invite_to_list(owner=user, list_id=own.pk, username=friend.username)
    theirs = create_list(owner=friend, name=f"List with {user.pk}")
    ListMember.objects.create(list=theirs, user=user, state="accepted")
    add_to_list(member=user, list_id=theirs.pk, title_id=titles[2].pk, note=f"{tag} note elsewhere")


def _know_people(user: User, friend: User, tag: str) -> None:
    noisy, rude = make_member(f"noisy{user.pk}"), make_member(f"rude{user.pk}")
    Follow.objects.create(follower=user, followed=friend)
    Follow.objects.create(follower=friend, followed=user)
    Mute.objects.create(muter=user, muted=noisy)
    Block.objects.create(blocker=user, blocked=rude)
    Activity.objects.create(actor=user, kind="followed", subject_id=friend.pk)
    Activity.objects.create(actor=friend, kind="followed", subject_id=user.pk)
    told = Notification.objects.create(
        recipient=user, kind="followed", actor=friend, data={"say": f"{tag} told"}, dedupe_key=f"{tag}-once"
    )
    Delivery.objects.create(notification=told, channel="email")
    Notification.objects.create(recipient=friend, kind="followed", actor=user, data={"say": f"{tag} elsewhere"})
    NotificationPreference.objects.create(user=user, kind="followed", channel="email", mode="digest")
    NotificationFeed.objects.create(user=user, key=f"{tag}-feedkey")
    review = Review.objects.filter(user=friend).first()
    if review is not None:
        set_review_like(member=user, review_id=review.pk, liked=True)


def _bring_history(user: User, titles: list[Title], tag: str) -> None:
    job = ImportJob.objects.create(user=user, source="imdb", file_name=f"{tag}.csv", sha256="0" * 64, state="done")
    ImportPart.objects.create(job=job, number=0, data=f"{tag} part".encode())
    ImportItem.objects.create(
        job=job, kind="rating", row={"name": f"{tag} line"}, state=ItemState.APPLIED, title=titles[0], film_key="f"
    )
