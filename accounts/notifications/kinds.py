"""The kinds of news, and how each is put into words.

Apps register their own kinds in `apps.ready()`; a row names its kind and carries the data that the words are made of,
so that every reader gets them in the language they read at that moment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.enums import DeliveryMode, NotificationChannel

Text = str | Promise


@dataclass(frozen=True, slots=True)
class News:
    """What words are made of: who did it last ("" for nobody), how many others did the same, and the kind's data."""

    actor: str = ""
    others: int = 0
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def who(self) -> str:
        """`Asha`, or `Asha and 11 others`."""
        actor = self.actor or _("Somebody")
        if not self.others:
            return actor
        words = ngettext("%(name)s and %(n)d other", "%(name)s and %(n)d others", self.others)
        return words % {"name": actor, "n": self.others}

    def text(self, name: str) -> str:
        """A piece of the data as text, "" where it is missing: rows outlive the code that wrote them."""
        return str(self.data.get(name) or "")

    def number(self, name: str) -> int:
        """A piece of the data as a whole number, 0 where it is missing."""
        value = self.data.get(name)
        return value if isinstance(value, int) else 0


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. `icon` is one of static/icons.svg; `modes` says how each channel begins, "never" where it is left out.

    A fixed kind is sent at once by e-mail whatever the member prefers. One that is not `in_feed` stays out of the web
    feed, whose address may be in other hands' programs.
    """

    id: str
    label: Text
    icon: str
    words: Callable[[News], str]
    modes: Mapping[NotificationChannel, DeliveryMode] = field(default_factory=dict)
    is_fixed: bool = False
    in_feed: bool = True

    def default_mode(self, channel: NotificationChannel) -> DeliveryMode:
        """How this kind goes by a channel until the member says otherwise."""
        return self.modes.get(channel, DeliveryMode.OFF)


def _unknown_words(news: News) -> str:
    return _("There is news for you.")


#: Stands for a kind whose app is no longer installed.
UNKNOWN = Kind(id="", label=gettext_lazy("Other news"), icon="bell", words=_unknown_words)
_kinds: dict[str, Kind] = {}


def register_kind(kind: Kind) -> Kind:
    """Make a kind known; the same id again replaces it."""
    _kinds[kind.id] = kind
    return kind


def kind_of(kind_id: str) -> Kind:
    """The kind of this id, UNKNOWN if there is none."""
    return _kinds.get(kind_id, UNKNOWN)


def known_kinds() -> list[Kind]:
    """All kinds: those a member decides about in the order they were registered, then the fixed ones."""
    return sorted(_kinds.values(), key=lambda kind: kind.is_fixed)


def free_kinds() -> list[Kind]:
    """The kinds that a member decides about."""
    return [kind for kind in known_kinds() if not kind.is_fixed]
