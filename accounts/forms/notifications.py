"""How a member wants to hear of what."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import DeliveryMode, DigestFrequency, NotificationChannel
from accounts.notifications.kinds import Kind
from accounts.notifications.preferences import Cell
from accounts.services.notification_settings import Choice
from moviesite.common.forms import ServiceForm

MODES = {
    DeliveryMode.OFF: _("Never"),
    DeliveryMode.NOW: _("At once"),
    DeliveryMode.DIGEST: _("Digest"),
}
FREQUENCIES = {
    DigestFrequency.DAILY: _("Every morning"),
    DigestFrequency.WEEKLY: _("On Monday mornings"),
}
CHANNELS = {NotificationChannel.EMAIL: _("E-mail"), NotificationChannel.TELEGRAM: _("Telegram")}


class NotificationForm(ServiceForm):
    """A choice for every kind and channel, and how often the digest goes out."""

    digest = forms.ChoiceField(
        label=_("The digest"), choices=list(FREQUENCIES.items()), widget=forms.RadioSelect, required=True
    )

    def __init__(self, *args: Any, cells: list[Cell], digest: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cells = cells
        self.fields["digest"].initial = digest
        for cell in cells:
            if cell.kind.is_fixed:
                continue
            words = {"kind": cell.kind.label, "channel": CHANNELS[cell.channel]}
            self.fields[self.name_of(cell)] = forms.ChoiceField(
                label=gettext("%(kind)s, by %(channel)s") % words,
                choices=[(mode, MODES[mode]) for mode in cell.modes],
                initial=cell.mode,
            )

    @staticmethod
    def name_of(cell: Cell) -> str:
        """The field of a cell."""
        return f"{cell.channel}-{cell.kind.id}"

    @property
    def columns(self) -> list[Any]:
        """The channels' names, in the order of the cells."""
        return [CHANNELS[channel] for channel in dict.fromkeys(cell.channel for cell in self.cells)]

    def rows(self) -> Iterator[tuple[Kind, list[Any]]]:
        """Each kind with its fields, or with words where there is no choice."""
        for kind, cells in groupby(self.cells, key=lambda cell: cell.kind):
            yield kind, [MODES[cell.mode] if kind.is_fixed else self[self.name_of(cell)] for cell in cells]

    def choices(self) -> list[Choice]:
        """What was chosen, for the service."""
        return [
            Choice(cell.kind.id, cell.channel, self.cleaned_data[self.name_of(cell)])
            for cell in self.cells
            if not cell.kind.is_fixed
        ]
