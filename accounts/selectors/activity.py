"""Feeds: what those whom a member follows did lately."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, QuerySet

from accounts.enums import Audience
from accounts.extensions import Kind, News, activity_kind
from accounts.models import Activity, Follow, Mute, User
from accounts.selectors.people import seen_by

RUN = timedelta(hours=24)  # entries further apart are told one by one
SUGGESTED = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry with what there is to say about it."""

    activity: Activity
    kind: Kind
    news: News


@dataclass(frozen=True, slots=True)
class Told:
    """One item of a feed: an entry, or a run of one member's entries of one kind, the latest first."""

    entries: tuple[Entry, ...]

    @property
    def first(self) -> Entry:
        """The latest."""
        return self.entries[0]

    @property
    def template(self) -> str:
        """What says it."""
        kind = self.first.kind
        return kind.several if len(self.entries) > 1 and kind.several else kind.template


def feed_of(member: User) -> QuerySet[Activity]:
    """What a member's feed holds, the latest first: by whom they follow, may see and have not muted."""
    followed = Follow.objects.filter(follower=member).values("followed_id")
    muted = Mute.objects.filter(muter=member).values("muted_id")
    return (
        Activity.objects.filter(seen_by(member.pk, "actor"), actor_id__in=followed)
        .exclude(actor_id__in=muted)
        .exclude(audience=Audience.PRIVATE)
        .select_related("actor__profile")
        .order_by("-created_at", "-id")
    )


def entries_of(rows: Sequence[Activity], *, viewer_id: int) -> list[Entry]:
    """Entries in the order of `rows`, each kind read at once; what is gone or hidden by now is left out."""
    by_kind: dict[str, list[Activity]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    found: dict[int, tuple[Kind, News]] = {}
    for name, some in by_kind.items():
        kind = activity_kind(name)
        if kind is not None:
            found |= {pk: (kind, news) for pk, news in kind.loader(some, viewer_id).items()}
    return [Entry(row, *found[row.pk]) for row in rows if row.pk in found]


def folded(entries: Sequence[Entry]) -> list[Told]:
    """Runs of one member doing one thing become one item, where the kind has words for several."""
    runs: list[list[Entry]] = []
    for entry in entries:
        last = runs[-1][-1] if runs else None
        if last is not None and entry.kind.several and _continues(last.activity, entry.activity):
            runs[-1].append(entry)
        else:
            runs.append([entry])
    return [Told(tuple(run)) for run in runs]


def _continues(later: Activity, earlier: Activity) -> bool:
    same = (later.actor_id, later.kind) == (earlier.actor_id, earlier.kind)
    return same and later.created_at - earlier.created_at <= RUN


def suggested_members(member: User) -> list[User]:
    """The most followed of those whom a member may see and does not follow, mute or know as themselves."""
    followed = Follow.objects.filter(follower=member).values("followed_id")
    muted = Mute.objects.filter(muter=member).values("muted_id")
    others = User.objects.filter(seen_by(member.pk, "")).exclude(Q(pk=member.pk) | Q(pk__in=followed) | Q(pk__in=muted))
    ranked = others.annotate(reach=Count("followers")).order_by("-reach", "-pk").select_related("profile")
    return list(ranked[:SUGGESTED])
