"""A small world with something to hide: what is private carries the word SECRET, what is public does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from accounts.models import Profile, User
from catalog.enums import CreditRole, TitleStatus
from catalog.models import Credit, Genre, Person, Title
from matchups.services import set_top4
from ratings.enums import SavedKind
from ratings.models import Review, TitleList
from ratings.services.lists import add_to_list, create_list
from ratings.services.rating import rate_title
from ratings.services.reviews import set_review_like, write_review
from ratings.services.shelves import set_saved
from recommender.services.dismissals import dismiss_title
from tests.factories import make_member, make_titles

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


def make_world() -> World:
    """All rows by the services, as members make them."""
    titles = make_titles(5)
    drama = Genre.objects.create(slug="drama", name="Drama")
    person = Person.objects.create(name="Revathi", name_key="revathi", slug="revathi")
    for title in titles:
        title.genres.add(drama)
        Credit.objects.create(title=title, person=person, role=CreditRole.ACTOR)
    hidden, other, reader = make_member("asha"), make_member("chitra"), make_member("bala")
    made = [_life(member, titles) for member in (hidden, other)]
    (hidden_review, hidden_list), (open_review, _public) = made
    set_review_like(member=reader, review_id=open_review.pk, liked=True)
    Profile.objects.filter(user=hidden).update(display_name=f"{SECRET} name", bio=f"{SECRET} bio", is_private=True)
    Review.objects.filter(pk=hidden_review.pk).update(text=f"{SECRET} review")
    TitleList.objects.filter(pk=hidden_list.pk).update(name=f"{SECRET} list")
    private = create_list(owner=other, name="Not for all", is_public=False)
    TitleList.objects.filter(pk=private.pk).update(name=f"{SECRET} too")
    add_to_list(owner=other, list_id=private.pk, title_id=titles[0].pk)
    draft = titles[4]
    Title.objects.filter(pk=draft.pk).update(title=f"{SECRET} draft", status=TitleStatus.DRAFT)
    return World(hidden, other, reader, titles[:4], draft, person, hidden_review, open_review, hidden_list, private)


def _life(member: User, titles: list[Title]) -> tuple[Review, TitleList]:
    """One of everything that a member can own."""
    rate_title(member=member, title_id=titles[0].pk, value=4.5)
    rate_title(member=member, title_id=titles[4].pk, value=2.5)
    review = write_review(member=member, title_id=titles[0].pk, text="Seen twice.")
    for kind in SavedKind:
        set_saved(member=member, title_id=titles[1].pk, kind=kind, saved=True)
    mine = create_list(owner=member, name=f"By {member.username}")
    add_to_list(owner=member, list_id=mine.pk, title_id=titles[0].pk)
    add_to_list(owner=member, list_id=mine.pk, title_id=titles[1].pk)
    dismiss_title(member=member, title_id=titles[2].pk)
    set_top4(member=member, title_ids=[title.pk for title in titles[:4]])
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
