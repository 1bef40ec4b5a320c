"""Who a member is, and how they want to be spoken to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.validators import validate_slug
from django.db.models import QuerySet

from accounts.enums import Audience, DigestFrequency
from accounts.models import Avatar, Profile, User
from accounts.models.profile import AVATAR_DIGEST
from accounts.owndata.registry import UNFIT, ExtraFile, OpenFile, Row, Section, Tally
from accounts.owndata.tables import TableSection, moment, plain
from accounts.services.avatars import set_avatar
from accounts.services.profiles import EDITABLE, update_profile
from accounts.services.visibility import tell_visibility

PICTURE = "avatar.webp"
_LISTS = ("content_languages", "muted_languages", "favorite_genres", "services")
_TEXTS = ("display_name", "bio", "region", "time_zone")


class AccountSection(TableSection):
    """The member's row, and what curators' tools wrote down about it."""

    name = "account"
    models = ("accounts.User", "accounts.User_groups", "accounts.User_user_permissions", "admin.LogEntry")
    model = User
    owner = "pk"
    columns = (
        "username", "email", "email_verified_at", "first_name", "last_name", "date_joined", "last_login", "is_staff",
    )  # fmt: skip

    def rows(self, user: User) -> QuerySet[Any]:
        """The one."""
        return User.objects.filter(pk=user.pk)

    def erase(self, user: User) -> None:
        """The log of the curators' tools names members."""
        about = ContentType.objects.get_for_model(User)
        LogEntry.objects.filter(content_type=about, object_id=str(user.pk)).delete()

    def merge(self, source: User, target: User) -> None:
        """The target keeps its name and its password; an address comes along where the target has confirmed none."""
        LogEntry.objects.filter(user=source).update(user=target)
        self.erase(source)
        for field in ("first_name", "last_name"):
            setattr(target, field, getattr(target, field) or getattr(source, field))
        target.date_joined = min(target.date_joined, source.date_joined)
        address, key, confirmed = source.email, source.email_key, source.email_verified_at
        if key is not None and target.email_key is None:
            source.email = ""
            source.save(update_fields=["email"])  # an address belongs to one member at any moment
            target.email, target.email_key, target.email_verified_at = address, key, confirmed
        elif address and not target.email:
            target.email = address
        target.save(update_fields=["email", "first_name", "last_name", "date_joined"])


class ProfileSection(Section):
    """The profile and the preferences of the site."""

    name = "profile"
    models = ("accounts.Profile",)
    restores: ClassVar[bool] = True
    _more = ("favorite_genres", "services", "diary_visibility", "digest")

    def rows(self, user: User) -> QuerySet[Any]:
        """The one, or none."""
        return Profile.objects.filter(user=user)

    def export(self, user: User) -> Iterator[Row]:
        """All that the member chose."""
        yield from self.rows(user).values(*EDITABLE, *self._more)

    def restore(self, user: User, rows: Iterator[Row], open_file: OpenFile) -> Tally:
        """What the member has not filled in here is filled in; choices are taken over."""
        tally = Tally()
        for row in rows:
            try:
                changed = self._restore(user, row)
            except UNFIT:
                tally.refused += 1
                continue
            tally.restored += changed
            tally.already += not changed
        return tally

    def _restore(self, user: User, row: Row) -> bool:
        profile, _ = Profile.objects.get_or_create(user=user)
        empty = Profile(user=user)
        wanted = {
            field: row[field]
            for field in (*EDITABLE, *self._more)
            if field in row and getattr(profile, field) == getattr(empty, field) != row[field]
        }
        if not wanted:
            return False
        more = {field: wanted.pop(field) for field in self._more if field in wanted}
        for field in ("favorite_genres", "services"):
            slugs = more.get(field, [])
            if not isinstance(slugs, list) or len(slugs) > 50:
                raise ValueError(field)
            for slug in slugs:
                validate_slug(slug)
        Audience(more.get("diary_visibility", Audience.PUBLIC))
        DigestFrequency(more.get("digest", DigestFrequency.WEEKLY))
        update_profile(user=user, changes=wanted)
        if more:
            Profile.objects.filter(user=user).update(**more)
        return True

    def merge(self, source: User, target: User) -> None:
        """What the target left open is filled in; lists are united; the more private of two wishes holds."""
        theirs = Profile.objects.filter(user=source).first()
        if theirs is None:
            return
        ours, _ = Profile.objects.get_or_create(user=target)
        for field in _TEXTS:
            setattr(ours, field, getattr(ours, field) or getattr(theirs, field))
        for field in _LISTS:
            setattr(ours, field, list(dict.fromkeys([*getattr(ours, field), *getattr(theirs, field)])))
        ours.is_private = ours.is_private or theirs.is_private
        privacy = list(Audience.values)
        ours.diary_visibility = max(ours.diary_visibility, theirs.diary_visibility, key=privacy.index)
        ours.save()
        tell_visibility(target.pk)


class AvatarSection(TableSection):
    """The uploaded picture, as a file."""

    name = "avatar"
    models = ("accounts.Avatar",)
    restores: ClassVar[bool] = True
    model = Avatar
    columns = ("updated_at",)

    def export(self, user: User) -> Iterator[Row]:
        """Where the picture lies in the archive."""
        for at in self.rows(user).values_list("updated_at", flat=True):
            yield {"file": PICTURE, "updated_at": plain(at)}

    def files(self, user: User) -> Iterator[ExtraFile]:
        """The picture."""
        for image in self.rows(user).values_list("image", flat=True):
            yield PICTURE, iter([bytes(image)])

    def restore(self, user: User, rows: Iterator[Row], open_file: OpenFile) -> Tally:
        """Encoded anew like any upload: what lies in an archive may come from anywhere."""
        tally = Tally()
        for row in rows:
            if self.rows(user).exists():
                tally.already += 1
                continue
            try:
                made_at = moment(row["updated_at"])
                set_avatar(user=user, data=open_file(PICTURE) or b"")
            except UNFIT:
                tally.refused += 1
                continue
            Avatar.objects.filter(user=user).update(updated_at=made_at)
            tally.restored += 1
        return tally

    def merge(self, source: User, target: User) -> None:
        """The target's stays, if there is one."""
        if self.rows(target).exists():
            return
        super().merge(source, target)
        digest = self.rows(target).values_list("digest", flat=True).first()
        if digest:
            Profile.objects.filter(user=target).update(avatar_digest=digest[:AVATAR_DIGEST])
