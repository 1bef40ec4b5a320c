"""Sets that curators put together, in the admin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from catalog.enums import TitleStatus
from matchups.enums import SetOrigin
from matchups.exceptions import CuratedSetError
from matchups.models import Comparison, Lineup, Top4Entry, Top4Set
from matchups.models.top4 import SIZE
from matchups.selectors.top4 import shown_sets
from matchups.services.lineups import attach_lineups, refresh_open
from moviesite.common.transactions import atomic_with_retry


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a set stands once it is saved: in play or not, with how many titles, and how many sets share its four."""

    in_play: bool
    titles: int
    sharing: int


def check_curated(*, origin: str, name: str, owner: User | None) -> None:
    """CuratedSetError by field unless a curator's set has a name, which says whose it is, and no owner."""
    if origin != SetOrigin.CURATOR:
        return
    errors: dict[str, list[str]] = {}
    if not name.strip():
        errors["name"] = ["A curator's set needs a name."]
    if owner is not None:
        errors["owner"] = ["A curator's set belongs to nobody."]
    if errors:
        raise CuratedSetError(errors=errors)


def was_offered(top4: Top4Set) -> bool:
    """Whether it stood in a pair; its titles then stay, so that what was voted on stays what it was."""
    return Comparison.objects.filter(Q(set_a=top4) | Q(set_b=top4)).exists()


@atomic_with_retry
def write_titles(top4: Top4Set, places: Iterable[tuple[int, int]]) -> None:
    """Replace its titles by these, as (title, position); all at once, as titles that exchange places would collide."""
    top4.entries.all().delete()
    Top4Entry.objects.bulk_create(Top4Entry(set=top4, title_id=pk, position=position) for pk, position in places)


@atomic_with_retry
def place_set(top4: Top4Set) -> Placing:
    """Give a saved set the line-up of its titles; to be called after its titles are saved too.

    The same four as another set's become one line-up with it. Fewer than four leave it without one, out of play.
    """
    before = top4.lineup_id
    attach_lineups([top4])
    if before is not None and before != top4.lineup_id:
        refresh_open([before])
    published = top4.entries.filter(title__status=TitleStatus.PUBLISHED).count()
    sharing = Top4Set.objects.filter(lineup=top4.lineup).exclude(pk=top4.pk).count() if top4.lineup_id else 0
    return Placing(is_in_play(top4), published, sharing)


def is_in_play(top4: Top4Set) -> bool:
    """Whether everybody may be shown it in a pair."""
    return shown_sets().filter(pk=top4.pk, lineup__is_open=True).exists()


def words_for(placing: Placing) -> str:
    """What a curator is told of it."""
    if placing.titles < SIZE:
        return f"Not in play: {placing.titles} of {SIZE} titles can be shown."
    if not placing.in_play:
        return "Not in play: visitors may not see whose it is."
    if placing.sharing:
        return f"In play, rated together with {placing.sharing} other set(s) of the same four."
    return "In play."


def after_delete(lineup_ids: list[int]) -> None:
    """Take line-ups out of play whose last set has been deleted."""
    refresh_open(list(Lineup.objects.filter(pk__in=lineup_ids).values_list("pk", flat=True)))
