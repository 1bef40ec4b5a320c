"""What the catalog does about news: the search index follows every change of a title, a name or a credit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver

from catalog.models import Credit, Image, Person, Title, TitleName, Trailer
from catalog.services.merging.upkeep import forget_lost
from catalog.services.search_index import forget_titles, index_titles
from catalog.services.stats import ensure_stats
from catalog.signals import titles_ingested
from moviesite.common.versions import bump_version
from moviesite.events.bus import subscribe


@receiver(titles_ingested, dispatch_uid="catalog.search.ingested")
def index_ingested(sender: Any, title_ids: Iterable[int], **kwargs: Any) -> None:
    """Titles written in bulk."""
    index_titles(title_ids=title_ids)


@receiver(post_save, sender=Title, dispatch_uid="catalog.search.title")
def index_saved(sender: Any, instance: Title, raw: bool = False, **kwargs: Any) -> None:
    """One title, saved in the admin or by a service."""
    if not raw:
        _index_on_commit(instance.pk)


@receiver(post_delete, sender=Title, dispatch_uid="catalog.search.title_gone")
def forget_title(sender: Any, instance: Title, **kwargs: Any) -> None:
    """A deleted title's document goes with it; what was counted and cached is stale."""
    transaction.on_commit(partial(forget_titles, title_ids=[instance.pk]))
    transaction.on_commit(_changed)


@receiver([post_save, post_delete], sender=TitleName, dispatch_uid="catalog.search.name")
@receiver([post_save, post_delete], sender=Credit, dispatch_uid="catalog.search.credit")
def index_related(sender: Any, instance: TitleName | Credit, raw: bool = False, **kwargs: Any) -> None:
    """A name or a credit of a title."""
    if not raw:
        _index_on_commit(instance.title_id)


@receiver([post_save, post_delete], sender=Image, dispatch_uid="catalog.cache.image")
@receiver([post_save, post_delete], sender=Trailer, dispatch_uid="catalog.cache.trailer")
def show_media(sender: Any, **kwargs: Any) -> None:
    """A picture or trailer is shown, not searched."""
    transaction.on_commit(_changed)


@receiver(post_save, sender=Person, dispatch_uid="catalog.search.person")
def index_person(sender: Any, instance: Person, created: bool = False, raw: bool = False, **kwargs: Any) -> None:
    """A renamed person: the titles they worked on."""
    if not raw and not created:
        titles = instance.credits.order_by().values_list("title_id", flat=True).distinct()
        transaction.on_commit(lambda: _index(list(titles)))


@receiver(m2m_changed, sender=Title.genres.through, dispatch_uid="catalog.search.genres")
@receiver(m2m_changed, sender=Title.keywords.through, dispatch_uid="catalog.search.keywords")
def index_words(sender: Any, instance: Any, action: str, pk_set: set[int] | None, **kwargs: Any) -> None:
    """Genres or keywords of a title, from either side of the relation."""
    if action.startswith("post_"):
        for title_id in [instance.pk] if isinstance(instance, Title) else pk_set or ():
            _index_on_commit(title_id)


def _index_on_commit(title_id: int) -> None:
    transaction.on_commit(partial(_index, [title_id]))


def _index(title_ids: list[int]) -> None:
    ensure_stats()  # a title made by hand has no sums yet, and lists go by them
    index_titles(title_ids=title_ids)
    _changed()


def _changed() -> None:
    bump_version("titles")
    bump_version("catalog")


@subscribe("member_erased", consumer="catalog.merges")
def forget_in_merges(payload: Mapping[str, Any]) -> None:
    """What a merge folded away of somebody who has left is not kept for its undoing."""
    forget_lost(member_id=payload["user_id"])
