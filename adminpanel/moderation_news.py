"""The kinds of news that moderation has for members."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import DeliveryMode, NotificationChannel
from accounts.notifications.kinds import Kind, News, register_kind
from adminpanel.services.moderation.telling import APPEAL_ANSWERED, MODERATED, REPORT_SEEN

_MODERATED = {
    ("hide", "review"): gettext_lazy("A review of yours is no longer shown to others. The reason: %(reason)s"),
    ("hide", "list"): gettext_lazy("A list of yours is no longer shown to others. The reason: %(reason)s"),
    ("spoilers", "review"): gettext_lazy("A review of yours was marked as giving the plot away. %(reason)s"),
    ("warn", "review"): gettext_lazy("A warning about a review of yours: %(reason)s"),
    ("warn", "list"): gettext_lazy("A warning about a list of yours: %(reason)s"),
    ("warn", "member"): gettext_lazy("A warning about your profile: %(reason)s"),
    ("dismiss", "review"): gettext_lazy("A review of yours was looked at and is shown again"),
    ("dismiss", "list"): gettext_lazy("A list of yours was looked at and is shown again"),
    ("restore", "review"): gettext_lazy("A review of yours is shown again"),
    ("restore", "list"): gettext_lazy("A list of yours is shown again"),
}
_ANY = {
    "suspend": gettext_lazy("Your account was suspended. The reason: %(reason)s"),
    "restore": gettext_lazy("Your account is open again"),
    "undone": gettext_lazy("A decision of the moderators about you was taken back"),
    "held": gettext_lazy("Something you wrote waits for a moderator before others see it"),
}


def _moderated_words(news: News) -> str:
    action = news.text("action")
    sentence = _MODERATED.get((action, news.text("about"))) or _ANY.get(action)
    return str(sentence) % {"reason": news.text("reason")} if sentence else _("The moderators decided about you")


def _seen_words(news: News) -> str:
    return _("Thank you. What you reported was looked at")


def _answered_words(news: News) -> str:
    words = {"answer": news.text("answer")}
    if news.text("state") == "granted":
        return _("Your appeal was granted: %(answer)s") % words
    return _("Your appeal was not granted: %(answer)s") % words


def register_kinds() -> None:
    """Called when the app is ready."""
    now = {NotificationChannel.EMAIL: DeliveryMode.NOW}
    moderated, answered, seen = (
        gettext_lazy("Moderators decide about what you wrote"),
        gettext_lazy("An appeal of yours is answered"),
        gettext_lazy("What you reported was looked at"),
    )
    register_kind(
        Kind(
            id=MODERATED, label=moderated, icon="flag", words=_moderated_words, modes=now, is_fixed=True, in_feed=False
        )
    )
    register_kind(
        Kind(
            id=APPEAL_ANSWERED,
            label=answered,
            icon="flag",
            words=_answered_words,
            modes=now,
            is_fixed=True,
            in_feed=False,
        )
    )
    register_kind(Kind(id=REPORT_SEEN, label=seen, icon="flag", words=_seen_words, in_feed=False))
