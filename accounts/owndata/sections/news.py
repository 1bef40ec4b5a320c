"""What a member was told, how they want to be told, and what others read about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from accounts.enums import ActivityKind, DeliveryMode, NotificationChannel
from accounts.models import Activity, Notification, NotificationPreference, User
from accounts.owndata.registry import UNFIT, OpenFile, Row, Tally
from accounts.owndata.tables import TableSection, move_rows, plain
from moviesite.common.text import one_line


class PreferenceSection(TableSection):
    """Which news the member wants by which way."""

    name = "notification-preferences"
    models = ("accounts.NotificationPreference",)
    restores: ClassVar[bool] = True
    model = NotificationPreference
    columns = ("kind", "channel", "mode")
    unique = ("kind", "channel")

    def restore(self, user: User, rows: Iterator[Row], open_file: OpenFile) -> Tally:
        """Where the member has chosen nothing here."""
        tally = Tally()
        for row in rows:
            try:
                kind = one_line(row["kind"])[:30]
                channel, mode = NotificationChannel(row["channel"]), DeliveryMode(row["mode"])
            except UNFIT:
                tally.refused += 1
                continue
            _row, created = NotificationPreference.objects.get_or_create(
                user=user, kind=kind, channel=channel, defaults={"mode": mode}
            )
            tally.restored += created
            tally.already += not created
        return tally


class NotificationSection(TableSection):
    """The inbox."""

    name = "notifications"
    models = ("accounts.Notification", "accounts.Delivery")
    model = Notification
    owner = "recipient"

    def export(self, user: User) -> Iterator[Row]:
        """What was said, and by which other ways it went."""
        rows = self.rows(user).select_related("actor").prefetch_related("deliveries")
        for row in rows.iterator(chunk_size=500):
            yield {
                "kind": row.kind,
                "actor": row.actor.username if row.actor else None,
                "data": row.data,
                "url": row.url,
                "created_at": plain(row.created_at),
                "read_at": plain(row.read_at),
                "deliveries": [
                    {"channel": sent.channel, "state": sent.state, "sent_at": plain(sent.sent_at)}
                    for sent in row.deliveries.all()
                ],
            }

    def merge(self, source: User, target: User) -> None:
        """What one told the other was told to oneself."""
        Notification.objects.filter(recipient__in=(source, target), actor__in=(source, target)).delete()
        move_rows(Notification, owner="recipient", source=source, target=target, unique=("dedupe_key",))
        Notification.objects.filter(actor=source).update(actor=target)


class ActivitySection(TableSection):
    """What stands in the feeds of the member's followers."""

    name = "activity"
    models = ("accounts.Activity",)
    model = Activity
    owner = "actor"
    columns = ("kind", "audience", "created_at")

    def merge(self, source: User, target: User) -> None:
        """Also where somebody followed the source."""
        about = Activity.objects.filter(kind=ActivityKind.FOLLOWED)
        about.filter(actor__in=(source, target), subject_id__in=(source.pk, target.pk)).delete()
        told = set(about.filter(subject_id=target.pk).values_list("actor_id", flat=True))
        about.filter(subject_id=source.pk, actor_id__in=told).delete()
        about.filter(subject_id=source.pk).update(subject_id=target.pk)
        move_rows(Activity, owner="actor", source=source, target=target, unique=("kind", "subject_id"))
