"""Whom a member follows, blocks and mutes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.db.models import Model, Q

from accounts.enums import ActivityKind
from accounts.models import Activity, Block, Follow, Mute, User
from accounts.models.user import USERNAME_RULE, identifier_key
from accounts.owndata.registry import UNFIT, OpenFile, Row, Tally
from accounts.owndata.tables import TableSection, batches, moment, move_rows, plain
from accounts.selectors.people import may_see


class PeopleSection(TableSection):
    """Rows that lead from the member to somebody else; the other is given by username."""

    restores: ClassVar[bool] = True
    other: ClassVar[str]
    needs_sight: ClassVar[bool] = True

    def export(self, user: User) -> Iterator[Row]:
        """Whom, and since when."""
        for name, at in self.rows(user).values_list(f"{self.other}__username", "created_at").iterator():
            yield {"username": name, "since": plain(at)}

    def restore(self, user: User, rows: Iterator[Row], open_file: OpenFile) -> Tally:
        """Those who are members here. Nobody is told, and nobody is followed who may not be seen."""
        tally = Tally()
        for batch in batches(rows):
            for row in batch:
                self._restore(user, row, tally)
        return tally

    def _restore(self, user: User, row: Row, tally: Tally) -> None:
        try:
            name, since = identifier_key(row["username"]), moment(row["since"])
            USERNAME_RULE(name)
        except UNFIT:
            tally.refused += 1
            return
        found = User.objects.filter(username_key=name, is_active=True).exclude(pk=user.pk).first()
        if found is None or (self.needs_sight and not may_see(member=found, viewer_id=user.pk)):
            tally.miss(f"@{name[:30]}")
            return
        rows: Any = self.model._default_manager
        made, created = rows.get_or_create(**{self.owner: user, self.other: found})
        if created:
            rows.filter(pk=made.pk).update(created_at=since)
        tally.restored += created
        tally.already += not created

    def merge(self, source: User, target: User) -> None:
        """Both ways, without rows between the two or from somebody to themselves."""
        between = {f"{self.owner}__in": (source, target), f"{self.other}__in": (source, target)}
        self.model._default_manager.filter(**between).delete()
        move_rows(self.model, owner=self.owner, source=source, target=target, unique=(f"{self.other}_id",))
        move_rows(self.model, owner=self.other, source=source, target=target, unique=(f"{self.owner}_id",))


class FollowSection(PeopleSection):
    """Whom the member follows."""

    name = "following"
    models = ("accounts.Follow",)
    model: ClassVar[type[Model]] = Follow
    owner, other = "follower", "followed"


class FollowerSection(TableSection):
    """Who follows the member; each of them decides on that alone, so it is never read back."""

    name = "followers"
    models = ("accounts.Follow",)
    model = Follow
    owner = "followed"

    def export(self, user: User) -> Iterator[Row]:
        """Who, and since when."""
        for name, at in self.rows(user).values_list("follower__username", "created_at").iterator():
            yield {"username": name, "since": plain(at)}

    def erase(self, user: User) -> None:
        """What stands in the feeds of their followers about it."""
        Activity.objects.filter(kind=ActivityKind.FOLLOWED, subject_id=user.pk).delete()

    def merge(self, source: User, target: User) -> None:
        """Done with those the member follows."""


class BlockSection(PeopleSection):
    """Whom the member blocks. Who blocks the member is theirs to know."""

    name = "blocks"
    models = ("accounts.Block",)
    model: ClassVar[type[Model]] = Block
    owner, other = "blocker", "blocked"
    needs_sight = False

    def restore(self, user: User, rows: Iterator[Row], open_file: OpenFile) -> Tally:
        """Blocked are not followed."""
        tally = super().restore(user, rows, open_file)
        self._part(user)
        return tally

    def merge(self, source: User, target: User) -> None:
        """The blocks of both hold for the one they have become."""
        super().merge(source, target)
        self._part(target)

    def _part(self, user: User) -> None:
        blocked = set(Block.objects.filter(blocker=user).values_list("blocked_id", flat=True))
        blocked |= set(Block.objects.filter(blocked=user).values_list("blocker_id", flat=True))
        one_way, other_way = Q(follower=user, followed__in=blocked), Q(follower__in=blocked, followed=user)
        Follow.objects.filter(one_way | other_way).delete()


class MuteSection(PeopleSection):
    """Whom the member mutes."""

    name = "mutes"
    models = ("accounts.Mute",)
    model: ClassVar[type[Model]] = Mute
    owner, other = "muter", "muted"
    needs_sight = False
