"""A small world with something to hide: what is private carries the word SECRET, what is public does not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model

from accounts.models import ApiToken, Avatar, Notification, Passkey, Profile, User, Wallet
from accounts.services.api_tokens import make_token
from accounts.services.notification_settings import renew_feed
from accounts.services.notifications import notify
from accounts.services.tokens import start_family
from adminpanel.models import ModerationDecision
from adminpanel.services.moderation.decisions import decide_case
from adminpanel.services.moderation.reports import report_target
from catalog.enums import CreditRole, TitleStatus
from catalog.models import Credit, Festival, Genre, Person, Title
from matchups.models import Comparison, Top4Set, Vote
from matchups.services.top4 import set_top4
from ratings.enums import ImportState, SavedKind
from ratings.models import DiaryEntry, ImportItem, ImportJob, Review, TitleList
from ratings.ranking.evidence import Outcome
from ratings.selectors.ranking import next_duel
from ratings.services.diary import log_viewing
from ratings.services.lists import add_to_list, create_list
from ratings.services.ranking import answer_question
from ratings.services.rating import rate_title
from ratings.services.reviews import set_review_like, write_review
from ratings.services.shelves import set_saved
from recommender.services.dismissals import dismiss_title
from tests.factories import make_member, make_title, make_titles
from tests.matchups.world import trusted, vote

SECRET = "zqsecret"
PASSWORD = "nine yellow lamps"


@dataclass(frozen=True, slots=True)
class World:
    """`hidden` keeps a private profile, `open` a public one with a private list; `reader` is somebody else."""

    hidden: User
    open: User
    reader: User
    titles: list[Title]
    draft: Title
    person: Person
    hidden_review: Review
    open_review: Review
    hidden_list: TitleList
    private_list: TitleList
    shared_list: TitleList
    hidden_token: ApiToken

    @property
    def hidden_viewing(self) -> DiaryEntry:
        """A viewing in the hidden diary."""
        return DiaryEntry.objects.get(user=self.hidden)

    @property
    def open_viewing(self) -> DiaryEntry:
        """A viewing in the open one."""
        return DiaryEntry.objects.get(user=self.open)

    @property
    def hidden_notification(self) -> Notification:
        """What only the hidden member is told."""
        return Notification.objects.get(recipient=self.hidden, kind="announcement")

    @property
    def open_notification(self) -> Notification:
        """What the open member is told."""
        return Notification.objects.get(recipient=self.open, kind="announcement")

    @property
    def hidden_import(self) -> ImportItem:
        """The line of an import of the hidden member."""
        return ImportItem.objects.get(job__user=self.hidden)

    @property
    def open_import(self) -> ImportItem:
        """The line of one of the open member."""
        return ImportItem.objects.get(job__user=self.open)

    @property
    def hidden_vote(self) -> Vote:
        """What the hidden member answered."""
        return Vote.objects.get(voter=self.hidden)

    @property
    def open_comparison(self) -> Comparison:
        """The pair that the open member answered."""
        return Comparison.objects.get(voter=self.open)

    @property
    def open_decision(self) -> ModerationDecision:
        """What moderators decided about the open member."""
        return ModerationDecision.objects.get(case__owner=self.open)

    @property
    def suspended(self) -> User:
        """Somebody who cannot log in."""
        return User.objects.exclude(suspended_at=None).get()


def _moderate(review: Review, reporter: User) -> None:
    """A warning about a review, and somebody who is suspended."""
    chief = User.objects.create_superuser(username="chief", password=PASSWORD)
    rude = make_member("rude")
    wanted = [("review", review.pk, "warn"), ("member", rude.pk, "suspend")]
    for kind, object_id, action in wanted:
        report, _ = report_target(reporter=reporter, kind=kind, object_id=object_id, reason="spam")
        decide_case(case_id=report.case_id, moderator=chief, action=action, reason="Rule 3", seen=0)


def make_import(member: User, title: Title, state: str = ImportState.PREVIEW) -> ImportItem:
    """A line that was found, of an import that waits for its member, or was written."""
    job = ImportJob.objects.create(user=member, file_name=f"{SECRET}.csv", source="imdb", state=state,
                                   counts={"rating": {"matched": 1}})  # fmt: skip
    row = {"kind": "rating", "name": f"{SECRET} line", "rating": 4.0, "source_key": "1"}
    return ImportItem.objects.create(job=job, kind="rating", row=row, state="matched", title=title, film_key="1")


def make_world() -> World:
    """All rows by the services, as members make them."""
    titles = make_titles(5)
    drama = Genre.objects.create(slug="drama", name="Drama")
    lamps = Festival.objects.create(slug="lamps", name="Lamps")
    lamps.dates.create(starts_on=date(2026, 11, 8), ends_on=date(2026, 11, 9))
    person = Person.objects.create(name="Revathi", name_key="revathi", slug="revathi")
    for title in titles:
        title.genres.add(drama)
        Credit.objects.create(title=title, person=person, role=CreditRole.ACTOR)
    hidden, other, reader = make_member("asha"), make_member("chitra"), make_member("bala")
    sets = _sets(titles)
    made = [_life(member, titles, sets) for member in (hidden, other)]
    (hidden_review, hidden_list), (open_review, _public) = made
    set_review_like(member=reader, review_id=open_review.pk, liked=True)
    Profile.objects.filter(user=hidden).update(display_name=f"{SECRET} name", bio=f"{SECRET} bio", is_private=True)
    Notification.objects.filter(recipient=hidden).update(data={"text": f"{SECRET} news"})
    Review.objects.filter(pk=hidden_review.pk).update(text=f"{SECRET} review")
    DiaryEntry.objects.filter(user=hidden).update(place=f"{SECRET} place")
    TitleList.objects.filter(pk=hidden_list.pk).update(name=f"{SECRET} list")
    private = create_list(owner=other, name="Not for all", visibility="private")
    TitleList.objects.filter(pk=private.pk).update(name=f"{SECRET} too")
    add_to_list(member=other, list_id=private.pk, title_id=titles[0].pk)
    shared = create_list(owner=other, name="By link", visibility="unlisted")
    token = make_token(user=hidden, name="script", scopes=["read"]).row
    _moderate(open_review, reader)
    draft = titles[4]
    Title.objects.filter(pk=draft.pk).update(title=f"{SECRET} draft", status=TitleStatus.DRAFT)
    return World(
        hidden,
        other,
        reader,
        titles[:4],
        draft,
        person,
        hidden_review,
        open_review,
        hidden_list,
        private,
        shared,
        token,
    )


def _sets(titles: list[Title]) -> tuple[Top4Set, Top4Set]:
    """Two top fours of others, to vote on."""
    more = [make_title(f"Film {number}").pk for number in range(4)]
    mixed = [*more[:2], titles[0].pk, titles[1].pk]
    return set_top4(member=make_member("farah"), title_ids=more), set_top4(member=make_member("gopal"), title_ids=mixed)


def _life(member: User, titles: list[Title], sets: tuple[Top4Set, Top4Set]) -> tuple[Review, TitleList]:
    """One of everything that a member can own."""
    start_family(user=member)
    renew_feed(user=member)
    notify(recipient_id=member.pk, kind="announcement", data={"text": "Something is new"}, url="/")
    Wallet.objects.create(user=member, address=f"0x{member.pk:040d}")
    Passkey.objects.create(
        user=member, name="Phone", credential_id=member.username, credential_key=member.username, public_key=b"-"
    )
    Avatar.objects.create(user=member, image=b"-", digest="0" * 64)
    Profile.objects.filter(user=member).update(avatar_digest="0" * 16)
    rate_title(member=member, title_id=titles[0].pk, value=4.5)
    rate_title(member=member, title_id=titles[4].pk, value=2.5)
    answer_question(member=member, question=next_duel(member).question, outcome=Outcome.LEFT)
    review = write_review(member=member, title_id=titles[0].pk, text="Seen twice.")
    make_import(member, titles[0])
    log_viewing(member=member, title_id=titles[0].pk, watched_on=date(2024, 5, 3), review_id=review.pk)
    for kind in SavedKind:
        set_saved(member=member, title_id=titles[1].pk, kind=kind, saved=True)
    mine = create_list(owner=member, name=f"By {member.username}")
    add_to_list(member=member, list_id=mine.pk, title_id=titles[0].pk)
    add_to_list(member=member, list_id=mine.pk, title_id=titles[1].pk)
    dismiss_title(member=member, title_id=titles[2].pk)
    set_top4(member=member, title_ids=[title.pk for title in titles[:4]])
    vote(trusted(member), *sets)
    return review, mine


def belongings(member: User) -> dict[str, list[dict[str, Any]]]:
    """Everything a member owns, and what hangs on it, by table. Found by the models' relations, so new ones count."""
    rows: dict[str, list[dict[str, Any]]] = {User._meta.label: list(User.objects.filter(pk=member.pk).values())}
    for model, path in _owned(User):
        found = model._default_manager.filter(**{path: member.pk})
        rows[f"{model._meta.label} by {path}"] = list(found.order_by("pk").values())
        for child, child_path in _owned(model):
            hanging = child._default_manager.filter(**{f"{child_path}__{path}": member.pk})
            rows[f"{child._meta.label} by {child_path}__{path}"] = list(hanging.order_by("pk").values())
    return rows


def _owned(model: type[Model]) -> list[tuple[type[Model], str]]:
    return [
        (relation.related_model, relation.field.name)
        for relation in model._meta.related_objects
        if (relation.one_to_many or relation.one_to_one) and isinstance(relation.related_model, type)
    ]
