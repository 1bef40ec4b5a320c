"""What a list says about itself, and who sees it."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.activity import forget_activity
from catalog.dedup.normalise import make_slug
from moviesite.common.errors import DomainError
from moviesite.common.text import one_line, plain_text
from moviesite.common.transactions import atomic_with_retry
from moviesite.events.bus import publish
from ratings.enums import ActivityKind, ListVisibility
from ratings.models import TitleList
from ratings.services.feed import tell_list
from ratings.services.lists.locks import lock_own

MAX_NAME, MAX_DESCRIPTION, MAX_LISTS = 120, 1000, 200
_SLUG_ROOM = 100  # leaves room for a number that tells lists of one name apart


def _clean(name: str, description: str, visibility: str) -> tuple[str, str]:
    """The words of a list as they are stored: NFC, one line for the name, no control characters."""
    name, description = one_line(name), plain_text(description)
    errors: dict[str, list[str]] = {}
    if not name:
        errors["name"] = [_("Give the list a name.")]
    elif len(name) > MAX_NAME:
        errors["name"] = [_("At most %(n)s characters.") % {"n": MAX_NAME}]
    if len(description) > MAX_DESCRIPTION:
        errors["description"] = [_("At most %(n)s characters.") % {"n": MAX_DESCRIPTION}]
    if visibility not in ListVisibility.values:
        errors["visibility"] = [_("One of %(choices)s.") % {"choices": ", ".join(ListVisibility.values)}]
    if errors:
        raise DomainError(_("Some fields are not valid."), errors=errors)
    return name, description


def _free_slug(owner: User, name: str) -> str:
    base = make_slug(name, fallback="list")[:_SLUG_ROOM].rstrip("-")
    taken = set(TitleList.objects.filter(owner=owner, slug__startswith=base).values_list("slug", flat=True))
    candidates = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
    return next(slug for slug in candidates if slug not in taken)


def new_share_key() -> str:
    """128 random bits: nobody finds an unlisted list by trying."""
    return secrets.token_urlsafe(16)


@atomic_with_retry
def create_list(
    *,
    owner: User,
    name: str,
    description: str = "",
    visibility: str = ListVisibility.PUBLIC,
    is_ranked: bool = False,
    copied_from: TitleList | None = None,
) -> TitleList:
    """A new, empty list. DomainError names each field that is not acceptable."""
    name, description = _clean(name, description, visibility)
    User.objects.select_for_update().get(pk=owner.pk)  # two new lists of one name take turns for the slug
    if TitleList.objects.filter(owner=owner).count() >= MAX_LISTS:
        raise DomainError(
            _("Some fields are not valid."), errors={"name": [_("At most %(lists)s lists.") % {"lists": MAX_LISTS}]}
        )
    made = TitleList.objects.create(
        owner=owner,
        name=name,
        slug=_free_slug(owner, name),
        description=description,
        visibility=visibility,
        share_key=new_share_key() if visibility == ListVisibility.UNLISTED else None,
        is_ranked=is_ranked,
        copied_from=copied_from,
    )
    tell_list(made)
    _written(made)
    return made


@transaction.atomic
def update_list(
    *, owner: User, list_id: int, name: str, description: str, visibility: str, is_ranked: bool
) -> TitleList:
    """Change what a list says about itself and who sees it; its address stays."""
    name, description = _clean(name, description, visibility)
    title_list = lock_own(owner, list_id)
    title_list.name, title_list.description = name, description
    title_list.visibility, title_list.is_ranked = visibility, is_ranked
    if visibility == ListVisibility.UNLISTED and not title_list.share_key:
        title_list.share_key = new_share_key()
    title_list.save()
    tell_list(title_list)
    _written(title_list)
    return title_list


def _written(title_list: TitleList) -> None:
    publish(
        "list_written",
        aggregate=f"list:{title_list.pk}",
        payload={"list_id": title_list.pk, "owner_id": title_list.owner_id},
    )


@transaction.atomic
def renew_share_key(*, owner: User, list_id: int) -> TitleList:
    """Give an unlisted list another link; the old one leads nowhere from now on."""
    title_list = lock_own(owner, list_id)
    title_list.share_key = new_share_key()
    title_list.save(update_fields=["share_key"])
    return title_list


@transaction.atomic
def delete_list(*, owner: User, list_id: int) -> None:
    """Delete a list; the titles on it stay where else they are."""
    lock_own(owner, list_id).delete()
    forget_activity(kind=ActivityKind.LISTED, subject_ids=[list_id])
