"""Top fours, as part of a member's own data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.owndata.registry import UNFIT, OpenFile, Row, Section, Tally, exempt_models, register_section
from accounts.owndata.tables import moment, plain
from catalog.owndata.titles import find_titles, title_refs
from matchups.enums import SetOrigin
from matchups.models import Comparison, Top4Entry, Top4Set, Vote
from matchups.models.top4 import SIZE
from matchups.services.adoption import adopt_votes, make_nameless
from matchups.services.lineups import attach_lineups, refresh_open
from matchups.services.voters import member_key
from moviesite.common.text import one_line
from moviesite.common.transactions import atomic_with_retry


class TopFourSection(Section):
    """One row per set; `is_current` is what the profile shows, the others are history."""

    name = "top-fours"
    models = ("matchups.Top4Set", "matchups.Top4Entry")
    restores: ClassVar[bool] = True

    def rows(self, user: User) -> QuerySet[Any]:
        """The member's."""
        return Top4Set.objects.filter(owner=user).order_by("created_at", "pk")

    def export(self, user: User) -> Iterator[Row]:
        """From the first on."""
        for row in self.rows(user).prefetch_related("entries").iterator(chunk_size=200):
            ids = [entry.title_id for entry in sorted(row.entries.all(), key=lambda entry: entry.position)]
            refs = title_refs(ids)
            yield {
                "name": row.name,
                "origin": row.origin,
                "is_current": row.owner_key is not None,
                "titles": [refs[pk] for pk in ids],
                "created_at": plain(row.created_at),
                "updated_at": plain(row.updated_at),
            }

    def restore(self, user: User, rows: Iterator[Row], open_file: OpenFile) -> Tally:
        """Sets of which all four are here; a current one becomes that only where the member has none."""
        tally = Tally()
        for row in rows:
            try:
                self._restore(user, row, tally)
            except UNFIT:
                tally.refused += 1
        return tally

    @atomic_with_retry
    def _restore(self, user: User, row: Row, tally: Tally) -> None:
        made, changed, origin = moment(row["created_at"]), moment(row["updated_at"]), SetOrigin(row["origin"])
        if origin == SetOrigin.CURATOR or len(row["titles"]) != SIZE:
            raise ValueError(origin)
        ids = [pk for pk in find_titles(row["titles"]) if pk is not None]
        if len(set(ids)) != SIZE:
            tally.miss(", ".join(str(ref.get("name", "?"))[:100] for ref in row["titles"]))
            return
        if any(self._titles(there) == ids for there in self.rows(user).filter(created_at=made)):
            tally.already += 1
            return
        User.objects.select_for_update().only("pk").get(pk=user.pk)
        is_current = row["is_current"] is True and not Top4Set.objects.filter(owner_key=user.pk).exists()
        name = one_line(row["name"])[:120]
        top4 = Top4Set.objects.create(owner=user, owner_key=user.pk if is_current else None, origin=origin, name=name)
        Top4Entry.objects.bulk_create(
            Top4Entry(set=top4, title_id=title_id, position=place) for place, title_id in enumerate(ids, start=1)
        )
        attach_lineups([top4])
        Top4Set.objects.filter(pk=top4.pk).update(created_at=made, updated_at=max(made, changed))
        tally.restored += 1

    def _titles(self, top4: Top4Set) -> list[int]:
        return list(top4.entries.order_by("position").values_list("title_id", flat=True))

    def erase(self, user: User) -> None:
        """Sets that were voted on stay as nobody's, without a name, so that the votes still say what was compared."""
        offered = Comparison.objects.filter(Q(set_a=OuterRef("pk")) | Q(set_b=OuterRef("pk")))
        sets = Top4Set.objects.filter(owner=user)
        lineups = list(sets.filter(lineup__isnull=False).values_list("lineup_id", flat=True))
        sets.filter(~Exists(offered)).delete()
        sets.update(owner=None, owner_key=None, name="", source_url="")
        refresh_open(lineups)

    def merge(self, source: User, target: User) -> None:
        """The target's stays current; the source's is history then."""
        if Top4Set.objects.filter(owner_key=target.pk).exists():
            Top4Set.objects.filter(owner_key=source.pk).update(owner_key=None)
        Top4Set.objects.filter(owner_key=source.pk).update(owner_key=target.pk)
        Top4Set.objects.filter(owner=source).update(owner=target)


class VoteSection(Section):
    """One row per answer to a pair, those that were taken back among them."""

    name = "votes"
    models = ("matchups.Vote", "matchups.Comparison", "matchups.VoterTrust")

    def rows(self, user: User) -> QuerySet[Any]:
        """The member's."""
        return Vote.objects.filter(voter=user).order_by("pk")

    def export(self, user: User) -> Iterator[Row]:
        """In the order in which they were cast."""
        rows = self.rows(user).select_related("comparison__lineup_a", "comparison__lineup_b")
        for vote in rows.iterator(chunk_size=500):
            sides = vote.comparison.lineup_a.title_ids, vote.comparison.lineup_b.title_ids
            refs = title_refs([*sides[0], *sides[1]])
            left, right = ([refs[pk] for pk in side if pk in refs] for side in sides)
            yield {
                "left": left,
                "right": right,
                "outcome": vote.outcome,
                "skip_reason": vote.skip_reason,
                "state": vote.state,
                "cast_at": plain(vote.cast_at),
                "void_at": plain(vote.void_at) if vote.void_at else None,
            }

    def erase(self, user: User) -> None:
        """Votes stay in the log as nobody's, in no order that ties them together; pairs without an answer go."""
        Comparison.objects.filter(voter=user, votes__isnull=True).delete()
        make_nameless(member_key(user.pk))

    def merge(self, source: User, target: User) -> None:
        """A pair that both answered keeps the target's answer."""
        adopt_votes(voter_key=member_key(source.pk), member=target)


def register_sections() -> None:
    """Make them known, and say why the rest are none."""
    register_section(TopFourSection())
    register_section(VoteSection())
    exempt_models(
        {
            "matchups.Finding": "what looked wrong about votes; its voter is set to nobody",
            "matchups.RatingChange": "the site's ledger; leads to a vote, not to anything of its own",
            "matchups.Refit": "the site's; who asked for it is set to nobody",
        }
    )
